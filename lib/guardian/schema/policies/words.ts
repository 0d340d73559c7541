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

export { toDuration } from "@/lib/platform/duration";
