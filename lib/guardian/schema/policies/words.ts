import { z } from "zod";
import { IdOf } from "@/lib/platform/ids";

export const PolicyName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{1,62}$/,
    "Must be 2 to 63 small letters, digits and hyphens, the first of them a letter.",
  );
export type PolicyName = z.infer<typeof PolicyName>;

/** `observe`: what it would do is worked out and noted, and nothing is done. */
export const PolicyMode = z.enum(["off", "observe", "enforce"]);
export type PolicyMode = z.infer<typeof PolicyMode>;

export const PolicyHash = z.string().regex(/^[0-9a-f]{64}$/, "Must be the hash of a policy's text.");
export const FiringId = IdOf("gfir");

/** The longest text of a policy. */
export const POLICY_TEXT_MAX = 20_000;

const UNIT_SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `90s`, `10m`, `2h`; becomes seconds. */
export function Duration(minSeconds: number, maxSeconds: number) {
  const between = `Must be between ${toDuration(minSeconds)} and ${toDuration(maxSeconds)}.`;
  return z
    .string({ error: "Must be a duration, such as 90s, 10m or 2h." })
    .regex(/^\d{1,6}[smhd]$/, "Must be a duration, such as 90s, 10m or 2h.")
    .transform((text) => Number(text.slice(0, -1)) * UNIT_SECONDS[text.slice(-1) as "s"])
    .refine((seconds) => seconds >= minSeconds && seconds <= maxSeconds, { error: between });
}

/** The shortest way to write so many seconds. */
export function toDuration(seconds: number): string {
  const unit = (["d", "h", "m"] as const).find((one) => seconds > 0 && seconds % UNIT_SECONDS[one] === 0);
  return unit ? `${seconds / UNIT_SECONDS[unit]}${unit}` : `${seconds}s`;
}
