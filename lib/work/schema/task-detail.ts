// What the page of one task shows besides; apart from the tasks of lists, which every other page loads.
import { z } from "zod";
import { UsdAmount } from "@/lib/platform/money";
import { Instant } from "@/lib/platform/schema";
import { Artifact } from "./artifacts";
import { AgentId, AttemptId, Facts, Said, TaskId } from "./ids";
import { TaskState } from "./states";
import { Task, TaskError } from "./tasks";

const TokenCounts = z.strictObject({
  inputTokens: z.int().min(0).optional(),
  cacheReadTokens: z.int().min(0).optional(),
  cacheWriteTokens: z.int().min(0).optional().describe("Written for five minutes, or for a time unknown."),
  cacheWrite1hTokens: z.int().min(0).optional().describe("Written for an hour; not in cacheWriteTokens."),
  outputTokens: z.int().min(0).optional(),
  costUsd: UsdAmount.optional(),
});

/** What an attempt used, as its runner counted it; token buckets are disjoint. */
export const UsageSummary = TokenCounts.extend({
  durationMs: z.int().min(0).optional(),
  models: z
    .array(TokenCounts.extend({ model: Said(200), provider: Said(80).optional() }))
    .max(20)
    .optional()
    .describe("The same, by model; where the agent told."),
  sessionId: Said(200).optional().describe("The agent's own name of its session."),
  source: Said(80).optional().describe("Who counted, for example the runner's profile."),
});
export type UsageSummary = z.infer<typeof UsageSummary>;

export const AttemptOutcome = z.enum(["completed", "failed", "cancelled", "lost", "preempted"]);
export type AttemptOutcome = z.infer<typeof AttemptOutcome>;

export const Attempt = z
  .object({
    id: AttemptId,
    taskId: TaskId,
    agentId: AgentId,
    agentName: z.string(),
    number: z.int(),
    fence: z.string().describe("An integer, as a string; every later write of the attempt carries it."),
    leaseUntil: Instant,
    claimedAt: Instant,
    startedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    outcome: AttemptOutcome.nullable(),
    error: TaskError.nullable(),
    usage: UsageSummary.nullable(),
    stopConfirmedAt: Instant.nullable().describe("When the runner confirmed that the process is gone."),
  })
  .meta({ id: "Attempt" });
export type Attempt = z.infer<typeof Attempt>;

/** A reason why a pending task is not being claimed, in the order in which to look at them. */
export const WaitReason = z
  .object({
    kind: z.enum([
      "ticket_closed",
      "dependencies",
      "held",
      "budget",
      "backoff",
      "no_agent",
      "no_capacity",
      "queued",
    ]),
    detail: z.string(),
    entity: z.string().nullable().describe("The id of the hold, budget, ticket or task concerned."),
  })
  .meta({ id: "WaitReason" });
export type WaitReason = z.infer<typeof WaitReason>;

/** A neighbour in the graph of dependencies. */
export const TaskLink = z.object({ id: TaskId, title: z.string(), state: TaskState });
export type TaskLink = z.infer<typeof TaskLink>;

export const TaskDetail = Task.extend({
  attempts: z.array(Attempt),
  artifacts: z.array(Artifact),
  dependsOn: z.array(TaskLink),
  dependants: z.array(TaskLink),
  waiting: z.array(WaitReason).describe("Why a pending task is not being claimed; empty for others."),
}).meta({ id: "TaskDetail" });
export type TaskDetail = z.infer<typeof TaskDetail>;

export const TaskResult = z.strictObject({
  result: Facts.default({}),
  usage: UsageSummary.nullable().default(null),
});
