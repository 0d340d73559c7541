import { z } from "zod";
import { UsdAmount } from "@/lib/platform/money";
import { Instant, JsonObject, PageOf } from "@/lib/platform/schema";
import { Artifact } from "./artifacts";
import { AgentId, AttemptId, Facts, Priority, ProjectId, TaskId, Text, TicketId } from "./ids";
import { TaskState } from "./states";

export const TaskError = z.object({
  kind: z.enum([
    "exit",
    "timeout",
    "lease_lost",
    "handed_over",
    "cancelled",
    "spawn",
    "reported",
    "deadline",
    "dependency",
    "preempted",
  ]),
  message: z.string().max(8000),
  exitCode: z.int().nullable().default(null),
});
export type TaskError = z.infer<typeof TaskError>;

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
    .array(TokenCounts.extend({ model: Text(200), provider: Text(80).optional() }))
    .max(20)
    .optional()
    .describe("The same, by model; where the agent told."),
  sessionId: Text(200).optional().describe("The agent's own name of its session."),
  source: Text(80).optional().describe("Who counted, for example the runner's profile."),
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

/** Why a running task is to stop: it was cancelled, ran too long, missed its deadline, or gives way to other work. */
export const StopCause = z.enum(["cancel", "timeout", "deadline", "preempt"]);
export type StopCause = z.infer<typeof StopCause>;

const CancelState = z.object({
  requestedAt: Instant,
  deadline: Instant,
  reason: z.string(),
  requestedBy: z.string(),
  cause: StopCause,
});

/** What becomes of a task when one it depends on fails or is cancelled. */
export const OnDependencyFailure = z.enum(["fail", "ignore"]);
export type OnDependencyFailure = z.infer<typeof OnDependencyFailure>;

/** How many tasks one may wait for. */
export const DEPENDENCIES_MAX = 100;

/** What lists show of a task: everything but its prompt and its result. */
export const TaskSummary = z
  .object({
    id: TaskId,
    projectId: ProjectId,
    ticketId: TicketId,
    ticketTitle: z.string(),
    phase: z.string(),
    type: z.string(),
    title: z.string(),
    priority: Priority.describe("The priority that the queue obeys: the task's own or an override's."),
    basePriority: Priority.describe("The task's own priority."),
    requiredCapabilities: z.array(z.string()),
    timeoutSeconds: z.int(),
    deadline: Instant.nullable().describe("Not finished by then, the task fails."),
    maxAttempts: z.int(),
    attemptCount: z.int(),
    openDependencies: z.int().describe("Tasks that must end first. Above zero the task is blocked."),
    onDependencyFailure: OnDependencyFailure,
    state: TaskState,
    agentId: AgentId.nullable().describe("The agent that holds the task, or held it last."),
    agentName: z.string().nullable(),
    availableAt: Instant.describe("Not claimable before this instant."),
    startedAt: Instant.nullable().describe("When the present or last attempt began."),
    cancel: CancelState.nullable(),
    error: TaskError.nullable(),
    retryOf: TaskId.nullable().describe("The task that this one repeats."),
    createdBy: z.string(),
    createdAt: Instant,
    updatedAt: Instant,
    finishedAt: Instant.nullable(),
    version: z.int(),
  })
  .meta({ id: "TaskSummary" });
export type TaskSummary = z.infer<typeof TaskSummary>;

export const Task = TaskSummary.extend({ description: z.string(), result: JsonObject.nullable() }).meta({
  id: "Task",
});
export type Task = z.infer<typeof Task>;

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

export const TasksPage = PageOf(TaskSummary);
export type TasksPage = z.infer<typeof TasksPage>;

/** A ticket's tasks and what depends on what. */
export const TaskGraph = z
  .object({
    tasks: z.array(TaskSummary),
    edges: z.array(
      z.object({ from: TaskId.describe("Must end first."), to: TaskId.describe("Waits for it.") }),
    ),
    isComplete: z.boolean().describe("false: the ticket has more tasks than are shown."),
  })
  .meta({ id: "TaskGraph" });
export type TaskGraph = z.infer<typeof TaskGraph>;

export const TaskResult = z.strictObject({
  result: Facts.default({}),
  usage: UsageSummary.nullable().default(null),
});
