// A policy as people write it. Durations become seconds; conditions are checked apart, with their types.
import { z } from "zod";
import { Duration } from "@/lib/platform/duration";
import type { EventType } from "@/lib/platform/events/schema";
import { TTL_SECONDS_MAX } from "../interventions";
import { PolicyAct } from "./acts";
import { PolicyName } from "./words";

/** The shortest time between two looks. */
export const LOOK_SECONDS = 15;

const ConditionText = z.string().trim().min(1, "Must not be empty.").max(2000);

/** Events that are rare, and mean something for a fleet; what happens a thousand times a minute is a fact instead. */
export const TRIGGER_EVENTS = [
  "agent.lost",
  "agent.quarantined",
  "agent.recovered",
  "alert.raised",
  "alert.escalated",
  "alert.resolved",
  "cost.budget.warning",
  "cost.budget.critical",
  "cost.budget.exceeded",
  "cost.forecast.high",
  "host.offline",
  "task.failed",
  "task.lease_lost",
  "ticket.phase_changed",
] as const satisfies readonly EventType[];

const TriggerEvent = z.enum(TRIGGER_EVENTS, { error: `Must be one of ${TRIGGER_EVENTS.join(", ")}.` });

const TRIGGER = "Must have exactly one of alert, event and every.";
const Trigger = z
  .strictObject({
    alert: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,62}$/, "Must be the name of an alert's rule.")
      .optional(),
    event: TriggerEvent.optional(),
    every: Duration(LOOK_SECONDS, 24 * 3600).optional(),
  })
  .refine((given) => Object.values(given).filter((one) => one !== undefined).length === 1, {
    error: TRIGGER,
  });

const Limits = z.strictObject({
  per_hour: z.int().min(1).max(1000).default(6),
  max_targets: z.int().min(1).max(1000).default(10),
  toggles_per_hour: z.int().min(1).max(60).default(3),
});

const Approval = z.strictObject({
  required: z.boolean().default(false),
  approvers: z.literal(1, { error: "Must be 1: one other person decides." }).default(1),
  timeout: Duration(60, 24 * 3600).default(600),
  on_timeout: z
    .literal("expire", { error: "Must be expire: what nobody approved is not done." })
    .default("expire"),
});

const Rollback = z.strictObject({
  when: ConditionText.optional(),
  keep_for: Duration(0, 3600).default(120),
  max_ttl: Duration(60, TTL_SECONDS_MAX).default(3600),
});

export const PolicyDocument = z.strictObject({
  policy: z.strictObject({
    name: PolicyName,
    version: z.int().min(1).default(1),
    description: z.string().trim().max(500).optional(),
    min_authority: z
      .literal("GUARDIAN", {
        error: "Must be GUARDIAN: interventions need it, and no policy can lower that.",
      })
      .default("GUARDIAN"),
    trigger: Trigger,
    when: ConditionText,
    for: Duration(0, 24 * 3600).default(0),
    actions: z.array(PolicyAct).min(1, "Must name at least one action.").max(5),
    limits: Limits.default(Limits.parse({})),
    approval: Approval.default(Approval.parse({})),
    rollback: Rollback.default(Rollback.parse({})),
  }),
});
export type PolicyDocument = z.infer<typeof PolicyDocument>["policy"];
