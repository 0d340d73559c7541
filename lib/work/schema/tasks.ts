import { z } from "zod";
import { Instant, JsonObject, PageOf } from "@/lib/platform/schema";
import { AgentId, Priority, ProjectId, TaskId, TicketId } from "./ids";
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
