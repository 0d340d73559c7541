import { z } from "zod";
import { IdOf } from "@/lib/platform/ids";
import { Instant, JsonObject, PageOf, PageQuery } from "@/lib/platform/schema";

export const AlertId = IdOf("alrt");
export const AlertRuleName = z
  .string()
  .max(80)
  .regex(/^[a-z][a-z0-9_]*$/, "Must be lower case letters, digits and _, and begin with a letter.");

export const Severity = z.enum(["info", "warning", "critical"]).meta({ id: "AlertSeverity" });
export type Severity = z.infer<typeof Severity>;

export const AlertState = z
  .enum(["raised", "acknowledged", "silenced", "resolved"])
  .meta({ id: "AlertState" });
export type AlertState = z.infer<typeof AlertState>;

const By = z.object({ at: Instant, name: z.string() });

export const Alert = z
  .object({
    id: AlertId,
    rule: z.string().describe("The rule that raised it, or the name under which a part of the system did."),
    severity: Severity,
    title: z.string(),
    entity: z.string().nullable().describe("The id of what it is about."),
    projectId: IdOf("prj").nullable(),
    labels: z.record(z.string(), z.string()),
    facts: JsonObject.describe("What was known when it was seen last."),
    routes: z.array(z.string()),
    state: AlertState,
    count: z.int().describe("Looks that found it so: not how often something happened."),
    group: z.string().describe("Alerts of one group are of the same kind and place."),
    leaderId: AlertId.nullable().describe(
      "The alert that was told of for the whole group; null for that one.",
    ),
    raisedAt: Instant,
    lastSeenAt: Instant,
    clearSince: Instant.nullable().describe("Since when its condition is false, while it lives."),
    reopenedAt: Instant.nullable(),
    timesReopened: z.int(),
    acknowledged: By.nullable(),
    silenced: z.object({ until: Instant, name: z.string() }).nullable(),
    escalated: By.extend({ reason: z.string() }).nullable(),
    resolved: By.extend({ note: z.string().nullable() }).nullable(),
    version: z.int(),
  })
  .meta({ id: "Alert" });
export type Alert = z.infer<typeof Alert>;

export const RemedyKind = z.enum(["release_claims", "fail_over", "restart_agent"]).meta({ id: "RemedyKind" });
export type RemedyKind = z.infer<typeof RemedyKind>;
export const RemedyOutcome = z.enum(["done", "refused", "held"]);
export type RemedyOutcome = z.infer<typeof RemedyOutcome>;

export const Remedy = z
  .object({
    id: IdOf("wdr"),
    number: z.int(),
    kind: RemedyKind,
    outcome: RemedyOutcome.describe(
      "`refused`: it could not be done; `held`: somebody of higher authority has it in hand.",
    ),
    entity: z.string(),
    detail: z.string(),
    at: Instant,
  })
  .meta({ id: "WatchdogRemedy" });
export type Remedy = z.infer<typeof Remedy>;

const Place = z.object({ id: z.string(), name: z.string() });

export const AlertDetail = Alert.extend({
  about: z
    .array(Place)
    .describe(
      "What it is about, and of a task its ticket, its agent and its project, by name; the nearest first.",
    ),
  groupSize: z.int().describe("Live alerts of its group, itself among them."),
  remedies: z.array(Remedy).describe("What the watchdog tried, the newest first."),
}).meta({ id: "AlertDetail" });
export type AlertDetail = z.infer<typeof AlertDetail>;

export const AlertsPage = PageOf(Alert);
export type AlertsPage = z.infer<typeof AlertsPage>;

/** `live`: every state but resolved. */
export const AlertStateFilter = z.enum(["live", ...AlertState.options]);
export type AlertStateFilter = z.infer<typeof AlertStateFilter>;

/** `severity`: what is not over first, the most severe before the others, then what was raised last. */
const AlertSort = z.enum(["newest", "severity"]);

export const AlertsQuery = PageQuery.extend({
  state: AlertStateFilter.optional(),
  severity: Severity.optional(),
  rule: AlertRuleName.optional(),
  entity: z.string().max(64).optional(),
  group: z.string().max(400).optional(),
  project: IdOf("prj").optional(),
  sort: AlertSort.optional().describe(
    "Default: `newest`, by its first raising. `severity`: what is not over first, the most severe before the others, then what was raised last.",
  ),
});
export type AlertsQuery = z.infer<typeof AlertsQuery>;

export const ExportAlerts = AlertsQuery.omit({ cursor: true, limit: true }).extend({
  format: z.literal("csv").default("csv"),
});
export type ExportAlerts = z.infer<typeof ExportAlerts>;

const Note = z.string().trim().min(1, "Must not be empty.").max(500);

export const AcknowledgeAlert = z.strictObject({ note: Note.optional() });
export type AcknowledgeAlert = z.infer<typeof AcknowledgeAlert>;

const SILENCE_SECONDS_MAX = 30 * 24 * 3600;
export const SilenceAlert = z.strictObject({
  seconds: z.int().min(60).max(SILENCE_SECONDS_MAX).describe("For how long; a month at most."),
  note: Note.optional(),
});
export type SilenceAlert = z.infer<typeof SilenceAlert>;

export const EscalateAlert = z.strictObject({ reason: Note });
export type EscalateAlert = z.infer<typeof EscalateAlert>;

export const ResolveAlert = z.strictObject({ note: Note });
export type ResolveAlert = z.infer<typeof ResolveAlert>;

export const AlertCounts = z
  .object({
    raised: z.int(),
    acknowledged: z.int(),
    silenced: z.int(),
    critical: z.int().describe("Critical ones that are raised: nobody has acknowledged or silenced them."),
  })
  .meta({ id: "AlertCounts" });
export type AlertCounts = z.infer<typeof AlertCounts>;
export const AlertCountsQuery = AlertsQuery.omit({ state: true, sort: true, cursor: true, limit: true });
export type AlertCountsQuery = z.infer<typeof AlertCountsQuery>;
