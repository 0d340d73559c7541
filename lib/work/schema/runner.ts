import { z } from "zod";
import { UsdAmount } from "@/lib/platform/money";
import { Instant } from "@/lib/platform/schema";
import { CAPACITY_MAX } from "./agents";
import { AgentId, AttemptId, AttemptRef, Fence, WaitMs } from "./ids";
import { Attempt, TaskResult } from "./task-detail";
import { Task, TaskError } from "./tasks";

/** Rows of one batch request. */
export const BATCH_MAX = 500;

export const ClaimTasks = z.strictObject({
  agentId: AgentId,
  max: z.int().min(1).max(BATCH_MAX).default(1),
  waitMs: WaitMs.describe("How long to wait for work before answering with none."),
});
export type ClaimTasks = z.infer<typeof ClaimTasks>;

export const Claim = z
  .object({
    task: Task,
    attempt: Attempt,
    fence: Fence,
    leaseUntil: Instant,
    budgetUsd: UsdAmount.nullable().describe(
      "USD that the attempt may cost before a budget is spent that pauses; null: none covers it.",
    ),
  })
  .meta({ id: "Claim" });
export type Claim = z.infer<typeof Claim>;
export const Claims = z.object({ claims: z.array(Claim) });
export type Claims = z.infer<typeof Claims>;

export const Heartbeat = z.strictObject({
  attempts: z
    .array(
      AttemptRef.extend({
        stopped: z.boolean().default(false).describe("The process is gone after a cancel."),
      }),
    )
    .max(CAPACITY_MAX)
    .default([]),
  isDraining: z
    .boolean()
    .default(false)
    .describe("The runner drains already: `drain` is then no reason to answer at once."),
  waitMs: WaitMs.describe(
    "Keep the reply open until there is something to do: an attempt to stop, or a drain. Or this long.",
  ),
});
export type Heartbeat = z.infer<typeof Heartbeat>;

const BeatState = z.enum(["held", "cancelling", "lost"]);
export const HeartbeatReply = z
  .object({
    drain: z.boolean().describe("Take no new tasks, finish those held, and end."),
    attempts: z.array(
      z.object({
        attemptId: AttemptId,
        state: BeatState.describe("`lost`: the attempt is closed; stop its process and drop its result."),
        leaseUntil: Instant.nullable(),
        cancel: z
          .object({
            reason: z.string(),
            deadline: Instant,
            remainingMs: z.int().min(0).describe("Until the deadline, for a runner whose clock differs."),
          })
          .nullable(),
      }),
    ),
  })
  .meta({ id: "HeartbeatReply" });
export type HeartbeatReply = z.infer<typeof HeartbeatReply>;

export const StartTask = AttemptRef;
export type StartTask = z.infer<typeof StartTask>;

export const CompleteTask = AttemptRef.extend(TaskResult.shape);
export type CompleteTask = z.infer<typeof CompleteTask>;

export const FailTask = AttemptRef.extend({
  error: TaskError,
  usage: TaskResult.shape.usage,
  retry: z.boolean().default(true).describe("false: do not try again, even with attempts left."),
});
export type FailTask = z.infer<typeof FailTask>;
