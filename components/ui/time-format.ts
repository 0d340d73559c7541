import { formatInstant } from "@/lib/platform/instant";

const utcLong = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  dateStyle: "medium",
  timeStyle: "medium",
});

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `22 Nov, 17:05 UTC` */
export function formatUtc(at: Date) {
  return `${formatInstant(at, "UTC")} UTC`;
}

/** `22 Nov 2026, 17:05:09 UTC` */
export function formatUtcLong(at: Date) {
  return `${utcLong.format(at)} UTC`;
}

/** `22 Nov, 00:00 – 23 Nov, 00:00 UTC`, `Since 22 Nov, 00:00 UTC` */
export function spanWords(from: string | null, to: string | null): string {
  if (from && to) return `${formatInstant(new Date(from), "UTC")} – ${formatUtc(new Date(to))}`;
  if (from) return `Since ${formatUtc(new Date(from))}`;
  return to ? `Before ${formatUtc(new Date(to))}` : "Any time";
}

/** `12 s ago`, `3 min ago`, `in 2 h`. Within a second either way is `now`: clocks of two machines differ. */
export function formatRelative(at: Date, nowMs: number) {
  const seconds = Math.trunc((nowMs - at.getTime()) / 1000);
  if (Math.abs(seconds) < 1) return "now";
  const span = coarse(Math.abs(seconds));
  return seconds > 0 ? `${span} ago` : `in ${span}`;
}

function coarse(seconds: number) {
  if (seconds < MINUTE) return `${seconds} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h`;
  if (seconds < 60 * DAY) return `${Math.floor(seconds / DAY)} d`;
  if (seconds < 730 * DAY) return `${Math.floor(seconds / (30.44 * DAY))} mo`;
  return `${Math.floor(seconds / (365.25 * DAY))} y`;
}

/** Two units at most: `850 ms`, `4.2 s`, `3m 07s`, `2h 14m`, `5d 03h`. */
export function formatDuration(durationMs: number) {
  if (durationMs < 1000) return `${Math.max(0, Math.round(durationMs))} ms`;
  if (durationMs < 10_000) return `${(Math.floor(durationMs / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(durationMs / 1000);
  if (seconds < MINUTE) return `${seconds} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)}m ${pad(seconds % MINUTE)}s`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)}h ${pad(Math.floor((seconds % HOUR) / MINUTE))}m`;
  return `${Math.floor(seconds / DAY)}d ${pad(Math.floor((seconds % DAY) / HOUR))}h`;
}

function pad(value: number) {
  return String(value).padStart(2, "0");
}
