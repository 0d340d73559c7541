import { Prisma } from "@/lib/generated/prisma/client";
import type { Priority, StopCause, Task, TaskError, TaskState, TaskSummary } from "../schema";

/** A task with its ticket's title and its agent's name, as `FROM_TASKS` yields them. */
export interface TaskSummaryRow {
  id: string;
  projectId: string;
  ticketId: string;
  ticketTitle: string;
  phase: string;
  type: string;
  title: string;
  priority: Priority;
  basePriority: Priority;
  requiredCapabilities: string[];
  timeoutSeconds: number;
  deadline: Date | null;
  maxAttempts: number;
  attemptCount: number;
  openDependencies: number;
  onDependencyFailure: TaskSummary["onDependencyFailure"];
  state: TaskState;
  agentId: string | null;
  agentName: string | null;
  availableAt: Date;
  startedAt: Date | null;
  error: TaskError | null;
  retryOf: string | null;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
  finishedAt: Date | null;
  version: number;
  cancelRequestedAt: Date | null;
  cancelDeadline: Date | null;
  cancelReason: string | null;
  cancelRequestedBy: string | null;
  cancelCause: StopCause | null;
}

export interface TaskRow extends TaskSummaryRow {
  description: string;
  result: Task["result"];
}

/** The columns of a summary; `t` is the task, `k` its ticket, `g` its agent. */
export const SUMMARY_COLUMNS = Prisma.raw(`
  t.id, t.project_id AS "projectId", t.ticket_id AS "ticketId", k.title AS "ticketTitle", t.phase, t.type, t.title,
  t.effective_priority AS priority, t.priority AS "basePriority", t.required_capabilities AS "requiredCapabilities",
  t.timeout_seconds AS "timeoutSeconds", t.deadline, t.max_attempts AS "maxAttempts",
  t.attempt_count AS "attemptCount", t.open_dependencies AS "openDependencies",
  t.on_dependency_failure AS "onDependencyFailure", t.state, t.agent_id AS "agentId", g.name AS "agentName",
  t.available_at AS "availableAt", t.started_at AS "startedAt", t.error, t.retry_of AS "retryOf",
  t.created_by AS "createdBy", t.created_at AS "createdAt", t.updated_at AS "updatedAt",
  t.finished_at AS "finishedAt", t.version, t.cancel_requested_at AS "cancelRequestedAt",
  t.cancel_deadline AS "cancelDeadline", t.cancel_reason AS "cancelReason",
  t.cancel_requested_by AS "cancelRequestedBy", t.cancel_cause AS "cancelCause"`);

export const TASK_COLUMNS = Prisma.sql`${SUMMARY_COLUMNS}, t.description, t.result`;

export const FROM_TASKS = Prisma.raw(
  "FROM tasks t JOIN tickets k ON k.id = t.ticket_id LEFT JOIN agents g ON g.id = t.agent_id",
);

export function toTaskSummary(row: TaskSummaryRow): TaskSummary {
  return {
    id: row.id,
    projectId: row.projectId,
    ticketId: row.ticketId,
    ticketTitle: row.ticketTitle,
    phase: row.phase,
    type: row.type,
    title: row.title,
    priority: row.priority,
    basePriority: row.basePriority,
    requiredCapabilities: row.requiredCapabilities,
    timeoutSeconds: row.timeoutSeconds,
    deadline: row.deadline?.toISOString() ?? null,
    maxAttempts: row.maxAttempts,
    attemptCount: row.attemptCount,
    openDependencies: row.openDependencies,
    onDependencyFailure: row.onDependencyFailure,
    state: row.state,
    agentId: row.agentId,
    agentName: row.agentName,
    availableAt: row.availableAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    cancel: toCancel(row),
    error: row.error,
    retryOf: row.retryOf,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    version: row.version,
  };
}

export function toTask(row: TaskRow): Task {
  return { ...toTaskSummary(row), description: row.description, result: row.result };
}

function toCancel(row: TaskSummaryRow): TaskSummary["cancel"] {
  if (!row.cancelRequestedAt || !row.cancelDeadline) return null;
  return {
    requestedAt: row.cancelRequestedAt.toISOString(),
    deadline: row.cancelDeadline.toISOString(),
    reason: row.cancelReason ?? "",
    requestedBy: row.cancelRequestedBy ?? "",
    cause: row.cancelCause ?? "cancel",
  };
}
