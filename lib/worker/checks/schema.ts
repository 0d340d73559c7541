// `.omoios.yaml`, the file by which a repository says how work on it is checked.
import { z } from "zod";

const SECONDS_OF = { s: 1, m: 60, h: 3600 } as const;
const TIMEOUT_SECONDS_MAX = 24 * 3600;

/** Seconds as a number, or "90s", "10m", "1h"; in milliseconds after parsing. */
const Timeout = z
  .union([z.number(), z.string()], { error: "Must be seconds, or a time such as 90s, 10m or 1h." })
  .transform((value, context) => {
    const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([smh]?)$/.exec(String(value)) ?? [];
    const seconds = Number(amount) * SECONDS_OF[(unit || "s") as keyof typeof SECONDS_OF];
    if (seconds > 0 && seconds <= TIMEOUT_SECONDS_MAX) return seconds * 1000;
    context.addIssue({ code: "custom", message: "Must be between 1s and 24h, such as 90s, 10m or 1h." });
    return z.NEVER;
  });

const REPORT_TYPES = [
  ...(["junit", "tap", "lcov", "cobertura", "jacoco", "clover", "sarif", "eslint"] as const),
  ...(["json", "html", "text", "other"] as const),
] as const;
const ReportType = z.enum(REPORT_TYPES, { error: `Must be one of ${REPORT_TYPES.join(", ")}.` });
export type ReportType = z.infer<typeof ReportType>;

const text = (max: number) => z.string("Must be a text.").trim().min(1, "Must not be empty.").max(max);

const Report = z.strictObject({
  path: text(500)
    .refine((path) => !path.startsWith("/") && !path.split("/").includes(".."), {
      error: "Must lead to files below the repository, without a leading / and without ..",
    })
    .describe("A file below the repository, or a pattern with *, ** and ?."),
  type: ReportType,
});

export const Check = z.strictObject({
  name: text(80),
  run: text(8000).describe("What sh runs in the working directory."),
  timeout: Timeout.default(600_000),
  required: z.boolean("Must be true or false.").default(true),
  reports: z.array(Report).max(20).default([]),
});
export type Check = z.infer<typeof Check>;

export const ChecksFile = z.strictObject({
  onFailure: z
    .enum(["fail", "report"], { error: "Must be fail or report." })
    .default("fail")
    .describe("What a failing required check does: fail the attempt, or only be reported."),
  checks: z
    .array(Check, "Must be a list of checks.")
    .max(20)
    .default([])
    .refine((checks) => new Set(checks.map(({ name }) => name)).size === checks.length, {
      error: "Two checks have the same name.",
    }),
});
export type ChecksFile = z.infer<typeof ChecksFile>;
