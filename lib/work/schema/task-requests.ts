// Apart from the replies, which are all that a browser parses.
import { z } from "zod";
import { Instant, PageQuery } from "@/lib/platform/schema";
import { AgentId, Line, ListOf, Priority, ProjectId, TaskId, Text, TicketId, Words } from "./ids";
import { TaskState } from "./states";
import { DEPENDENCIES_MAX, OnDependencyFailure } from "./tasks";

const timeoutSeconds = z.int().min(1).max(86_400);
const maxAttempts = z.int().min(1).max(20);
const dependsOn = z
  .array(TaskId)
  .max(DEPENDENCIES_MAX)
  .describe("Tasks of the same project that must be completed first.");

export const CreateTask = z.strictObject({
  ticketId: TicketId,
  title: Line(200),
  description: z.string().max(200_000).default("").describe("The prompt, or what a script reads on stdin."),
  type: Line(64).default("task"),
  phase: z.string().max(64).optional().describe("Default: the ticket's phase."),
  priority: Priority.optional().describe("Default: the ticket's priority."),
  requiredCapabilities: Words(32).default([]),
  dependsOn: dependsOn.default([]),
  onDependencyFailure: OnDependencyFailure.default("fail"),
  timeoutSeconds: timeoutSeconds.default(3600),
  deadline: Instant.nullable().default(null),
  maxAttempts: maxAttempts.default(3),
});
export type CreateTask = z.infer<typeof CreateTask>;

export const UpdateTask = z
  .strictObject({
    title: Line(200),
    description: z.string().max(200_000),
    priority: Priority,
    requiredCapabilities: Words(32),
    dependsOn: dependsOn.describe("Replaces them; only while the task is pending."),
    onDependencyFailure: OnDependencyFailure,
    timeoutSeconds,
    deadline: Instant.nullable(),
    maxAttempts,
  })
  .partial();
export type UpdateTask = z.infer<typeof UpdateTask>;

export const TasksQuery = PageQuery.extend({
  project: ProjectId.optional(),
  ticket: TicketId.optional(),
  agent: AgentId.optional(),
  state: ListOf(TaskState).optional().describe("One or more states, separated by commas."),
  priority: Priority.optional().describe("The priority that the queue obeys."),
  blocked: z.stringbool().optional().describe("true: only pending tasks that wait for others."),
  undoable: z
    .stringbool()
    .optional()
    .describe("true: only pending tasks whose capabilities no active agent has."),
  q: z.string().max(200).optional().describe("Words in the title."),
});
export type TasksQuery = z.infer<typeof TasksQuery>;

export const CancelTask = z.strictObject({
  reason: Text(2000),
  graceSeconds: z.int().min(0).max(600).optional().describe("Default: CANCEL_GRACE_SECONDS."),
});
export type CancelTask = z.infer<typeof CancelTask>;

/** Changes to make in the repetition; what is absent is taken from the first task. */
export const RerunTask = z.strictObject({ description: z.string().max(200_000).optional() });
export type RerunTask = z.infer<typeof RerunTask>;
