import { z } from "zod";
import { Instant } from "@/lib/platform/schema";
import { AlertRuleName, RemedyKind, Severity } from "./alerts";

/** What a rule is asked for: once, or for each thing of a kind that lives. */
export const RuleSubject = z.enum(["whole", "task", "agent", "host", "failed_task", "webhook"]);
export type RuleSubject = z.infer<typeof RuleSubject>;

export const AlertRuleView = z
  .object({
    name: AlertRuleName,
    title: z.string().describe("With the names of facts in braces."),
    severity: Severity,
    subject: RuleSubject,
    condition: z.string().describe("In words."),
    forSeconds: z.int(),
    clearForSeconds: z.int(),
    labels: z.record(z.string(), z.string()),
    routes: z.array(z.string()),
    unheardRoutes: z.array(z.string()).describe("Of these, the routes that no enabled webhook has."),
    groupBy: z.array(z.string()),
    remedies: z.array(RemedyKind).describe("What the watchdog tries by itself, in this order."),
    line: z.int().nullable().describe("Where it stands in the file; null for a rule that is built in."),
    live: z.int().describe("Alerts of it that are not over."),
    pending: z.int().describe("Conditions that hold, but not for long enough yet."),
    problem: z.string().nullable().describe("Why it could not be decided when it was asked last."),
  })
  .meta({ id: "AlertRule" });
export type AlertRuleView = z.infer<typeof AlertRuleView>;

export const AlertRules = z
  .object({
    items: z.array(AlertRuleView),
    file: z.string(),
    version: z.string().describe("Digest of the rules in force."),
    problem: z
      .string()
      .nullable()
      .describe("What is wrong with the file since it was changed; the rules before stay in force."),
    checkedAt: Instant.nullable().describe("When the rules were asked last, by any replica."),
  })
  .meta({ id: "AlertRules" });
export type AlertRules = z.infer<typeof AlertRules>;
