// Lengths of time as people write them in files: `90s`, `10m`, `2h`, `1d`.
import { z } from "zod";

const UNIT_SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `90s`, `10m`, `2h`; becomes seconds. `otherwise` is what is said of what is none. */
export function Duration(
  minSeconds: number,
  maxSeconds: number,
  otherwise = "Must be a duration, such as 90s, 10m or 2h.",
) {
  const between = `Must be between ${toDuration(minSeconds)} and ${toDuration(maxSeconds)}.`;
  return z
    .string({ error: otherwise })
    .regex(/^\d{1,6}[smhd]$/, otherwise)
    .transform((text) => Number(text.slice(0, -1)) * UNIT_SECONDS[text.slice(-1) as "s"])
    .refine((seconds) => seconds >= minSeconds && seconds <= maxSeconds, { error: between });
}

/** The shortest way to write so many seconds. */
export function toDuration(seconds: number): string {
  const unit = (["d", "h", "m"] as const).find((one) => seconds > 0 && seconds % UNIT_SECONDS[one] === 0);
  return unit ? `${seconds / UNIT_SECONDS[unit]}${unit}` : `${seconds}s`;
}
