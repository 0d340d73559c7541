// What the guardian can do, and what it must be told to do it.
import { z } from "zod";
import {
  AgentId,
  HoldScope,
  HostId,
  OverrideScope,
  Priority,
  ReservationScope,
  TaskId,
} from "@/lib/work/schema";
import { ActionType } from "./action-type";

/** The longest that an intervention may last: a day. */
export const TTL_SECONDS_MAX = 24 * 3600;
const SLOTS_MAX = 1000;

export { ActionType };

export const CancelTask = z.strictObject({
  type: z.literal("cancel_task"),
  taskId: TaskId,
  graceSeconds: z.int().min(0).max(3600).optional().describe("Time that a running one gets to stop."),
});

export const OverridePriority = z.strictObject({
  type: z.literal("override_priority"),
  scope: OverrideScope,
  priority: Priority,
});

export const Reallocate = z.strictObject({
  type: z.literal("reallocate"),
  from: z
    .strictObject({
      agentIds: z.array(AgentId).min(1).max(100).optional(),
      priorityBelow: Priority.optional().describe("Default: below the lowest priority that is served."),
    })
    .default({})
    .describe("Whose slots: of these agents, or of any that is free or does lower work."),
  to: ReservationScope.describe("Whom the slots serve from their next claim on."),
  slots: z
    .strictObject({
      min: z.int().min(1).max(SLOTS_MAX).default(1),
      max: z.int().min(1).max(SLOTS_MAX),
      prefer: z.int().min(1).max(SLOTS_MAX).optional().describe("Default: `max`."),
    })
    .refine(({ min, max, prefer = max }) => min <= prefer && prefer <= max, {
      error: "Must have min <= prefer <= max.",
    }),
  preempt: z.boolean().default(false).describe("Stop running work of lower priority to have the slots now."),
});

const Attempts = z.enum(["finish", "cancel"]).default("finish");

export const Pause = z.strictObject({
  type: z.literal("pause"),
  scope: HoldScope,
  release: z
    .enum(["at_once", "staged"])
    .default("at_once")
    .describe("`staged`: 10 %, then 50 %, then all of what it held comes back."),
  attempts: Attempts.describe(
    "What becomes of what runs in the scope. `cancel`: it is stopped and goes back to the queue.",
  ),
});

export const QuarantineAgent = z.strictObject({
  type: z.literal("quarantine_agent"),
  agentId: AgentId,
  attempts: Attempts.describe("What becomes of what it does now."),
});

export const ReplaceAgent = z.strictObject({
  type: z.literal("replace_agent"),
  agentId: AgentId.describe("The one to replace: it gets no new work, and its claims go back to the queue."),
  hostId: HostId.optional().describe(
    "Who starts the new one; default: its own host, or one with its capabilities.",
  ),
  template: z.string().min(1).max(64).optional().describe("Default: its own, or one with its capabilities."),
});

const TYPES = `Must be one of ${ActionType.options.join(", ")}.`;

/** One act of intervention. */
export const Intervention = z
  .discriminatedUnion(
    "type",
    [CancelTask, OverridePriority, Reallocate, Pause, QuarantineAgent, ReplaceAgent],
    { error: ({ code }) => (code === "invalid_union" ? TYPES : undefined) },
  )
  .meta({ id: "Intervention" });
export type Intervention = z.infer<typeof Intervention>;
