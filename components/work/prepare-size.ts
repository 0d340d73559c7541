import type { Artifact } from "@/lib/work/schema";

const UNITS = ["kB", "MB", "GB"];

/** `812 B`, `4.2 kB`, `1.3 MB`; a kB is 1,000 bytes. */
export function formatBytes(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${sizeBytes} B`;
  let value = sizeBytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

/** Where an artifact's content is: its size when it is here, its host when it is elsewhere. */
export function whereWords(artifact: Pick<Artifact, "reference" | "sha256" | "sizeBytes">): string {
  if (artifact.reference) return `at ${new URL(artifact.reference).host}`;
  return artifact.sha256 ? formatBytes(artifact.sizeBytes) : "still growing";
}
