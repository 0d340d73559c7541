// config/alert_rules.yaml as it is written.
import { z } from "zod";
import { Duration } from "@/lib/platform/duration";
import { AlertRuleName, RemedyKind, RuleSubject, Severity } from "../schema";
import { COMPARISONS } from "./condition";

const SECONDS_MAX = 30 * 86_400;
const Time = Duration(0, SECONDS_MAX, "Must be a time such as 30s, 10m, 2h or 1d.");

const Text = (max: number) => z.string().trim().min(1, "Must not be empty.").max(max);
const Word = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,59}$/, "Must be lower case letters, digits, - and _, and begin with a letter.");

const VALUE = "Must be a number, a text, true or false.";
const Value = z.union([z.number(), z.string().max(200), z.boolean()], { error: VALUE });
const Limit = z.number({ error: "Must be a number." });
const DEPTH_MAX = 4;
const PARTS_MAX = 20;

export interface WrittenCondition {
  metric?: string | undefined;
  labels?: Record<string, string> | undefined;
  above?: number | undefined;
  at_least?: number | undefined;
  below?: number | undefined;
  at_most?: number | undefined;
  is?: string | number | boolean | undefined;
  is_not?: string | number | boolean | undefined;
  times?: string | undefined;
  all?: WrittenCondition[] | undefined;
  any?: WrittenCondition[] | undefined;
}

const conditionAt = (depth: number): z.ZodType<WrittenCondition> => {
  const parts =
    depth > 1
      ? z
          .array(conditionAt(depth - 1))
          .min(1)
          .max(PARTS_MAX)
      : z.never({ error: `Must not be nested more than ${DEPTH_MAX} deep.` });
  return z
    .strictObject({
      metric: Text(100).optional(),
      labels: z.record(Word, Text(200)).optional(),
      above: Limit.optional(),
      at_least: Limit.optional(),
      below: Limit.optional(),
      at_most: Limit.optional(),
      is: Value.optional(),
      is_not: Value.optional(),
      times: Text(100).optional(),
      all: parts.optional(),
      any: parts.optional(),
    })
    .superRefine((given, context) => {
      const refuse = (message: string, ...path: string[]) =>
        context.addIssue({ code: "custom", path, message });
      const forms = (["metric", "all", "any"] as const).filter((key) => given[key] !== undefined);
      const compared = COMPARISONS.filter((key) => given[key] !== undefined);
      if (forms.length !== 1) return refuse("Must have exactly one of metric, all and any.");
      if (forms[0] === "metric" && compared.length !== 1) {
        return refuse(`Must have exactly one of ${COMPARISONS.join(", ")}.`, "metric");
      }
      const stray =
        forms[0] === "metric" ? undefined : [...compared, "labels", "times"].find((key) => key in given);
      if (stray) refuse("Belongs to a metric.", stray);
    });
};

const WrittenRule = z.strictObject({
  name: AlertRuleName,
  title: Text(300),
  each: RuleSubject.exclude(["whole"]).optional(),
  when: conditionAt(DEPTH_MAX),
  for: Time.default(0),
  severity: Severity,
  labels: z.record(Word, Text(200)).default({}),
  routes: z.array(Word).max(20).default([]),
  group_by: z.array(Text(100)).max(5).default([]),
  clear_for: Time.default(60),
  clear_below: Limit.optional(),
  clear_above: Limit.optional(),
  remedies: z.array(RemedyKind).max(10).default([]),
  cool_down: Time.default(300),
  aside_for: Time.default(3600),
  escalate_after: Time.optional(),
});
export type WrittenRule = z.output<typeof WrittenRule>;

const WrittenAnomalies = z.strictObject({
  severity: Severity.default("warning"),
  routes: z.array(Word).max(20).default([]),
  metrics: z
    .array(
      z.strictObject({
        metric: z.string().regex(/^omoios_[a-z0-9_]+$/, "Must be a gauge, such as omoios_queue_pending."),
        min_effect: z.number({ error: "Must be a number." }).positive("Must be above 0."),
        score: z.number().min(3, "Must be at least 3.").max(100).default(6),
      }),
    )
    .max(50)
    .default([]),
});
export type WrittenAnomalies = z.output<typeof WrittenAnomalies>;

export const AlertRulesFile = z.strictObject({
  rules: z.array(WrittenRule).max(200).nullish(),
  anomalies: WrittenAnomalies.nullish(),
});
