// All that there is about one action; apart from what lists show, so that a list need not load it.
import { z } from "zod";
import { Instant } from "@/lib/platform/schema";
import { ActionId, ActionStatus, ActionSummary, LogEntry } from "./actions";
import { EffectKind, Plan } from "./plans";

export const EffectState = z
  .enum([
    "pending",
    "done",
    "live",
    "failed",
    "ended",
    "reverted",
    "already_gone",
    "conflict",
    "not_revertible",
  ])
  .meta({ id: "EffectState" });
export type EffectState = z.infer<typeof EffectState>;

/** What an action did, one thing at a time. */
export const Effect = z
  .object({
    number: z.int(),
    kind: EffectKind,
    entity: z.string().describe("What it is about: a task, an agent, a ticket, a project, a host."),
    refId: z.string().nullable().describe("The overlay, request or new task that it made."),
    label: z.string(),
    state: EffectState,
    detail: z.string().nullable().describe("What became of it, in words."),
    endedAt: Instant.nullable(),
  })
  .meta({ id: "GuardianEffect" });
export type Effect = z.infer<typeof Effect>;

export const GuardianAction = ActionSummary.extend({
  plan: Plan.describe("As it was frozen."),
  effects: z.array(Effect),
  auditLog: z.array(LogEntry),
}).meta({ id: "GuardianAction" });
export type GuardianAction = z.infer<typeof GuardianAction>;

/** What taking an action back would do, or did, to one of its effects. */
export const RevertedEffect = z
  .object({
    number: z.int(),
    kind: EffectKind,
    label: z.string(),
    outcome: z.enum(["reverted", "already_gone", "conflict", "not_revertible"]),
    detail: z.string().describe("What happens to it, or what stands in the way."),
    offersNewTask: z.boolean().describe("A new task like the one that was stopped can take its place."),
    refId: z.string().nullable().describe("The new task, once there is one."),
  })
  .meta({ id: "RevertedEffect" });
export type RevertedEffect = z.infer<typeof RevertedEffect>;

export const RevertReport = z
  .object({
    actionId: ActionId,
    status: ActionStatus,
    effects: z.array(RevertedEffect).describe("Newest first."),
  })
  .meta({ id: "RevertReport" });
export type RevertReport = z.infer<typeof RevertReport>;
