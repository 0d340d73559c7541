import { Prisma } from "@/lib/generated/prisma/client";
import { toPage } from "@/lib/platform/db/page";
import type { Tx } from "@/lib/platform/db/transact";
import { all, literally } from "@/lib/platform/db/where";
import type { Page } from "@/lib/platform/schema";
import {
  type CreateTask,
  FINISHED,
  type Task,
  type TaskSummary,
  type TasksQuery,
  type UpdateTask,
} from "../schema";
import {
  FROM_TASKS,
  SUMMARY_COLUMNS,
  TASK_COLUMNS,
  type TaskRow,
  type TaskSummaryRow,
  toTask,
  toTaskSummary,
} from "./task-rows";
import { undoableKinds } from "./waiting";

export interface NewTask extends Omit<CreateTask, "dependsOn" | "phase" | "priority"> {
  id: string;
  projectId: string;
  phase: string;
  priority: string;
  retryOf?: string;
  createdBy: string;
}

/** Inserts tasks in one statement; their effective priority follows from the overrides in force. */
export async function insertTasks(tx: Tx, rows: NewTask[]): Promise<void> {
  const columns = rows.map((row) => ({
    ...row,
    deadline: row.deadline ?? null,
    retryOf: row.retryOf ?? null,
  }));
  await tx.$executeRaw`
    INSERT INTO tasks (id, project_id, ticket_id, phase, type, title, description, priority, effective_priority,
      required_capabilities, timeout_seconds, deadline, max_attempts, on_dependency_failure, retry_of, created_by)
    SELECT row.id, row."projectId", row."ticketId", row.phase, row.type, row.title, row.description, row.priority,
      coalesce(live_priority(row.id, row."ticketId"), row.priority), row."requiredCapabilities",
      row."timeoutSeconds", row.deadline, row."maxAttempts", row."onDependencyFailure", row."retryOf", row."createdBy"
    FROM jsonb_to_recordset(${JSON.stringify(columns)}::jsonb) AS row (id text, "projectId" text, "ticketId" text,
      phase text, type text, title text, description text, priority text, "requiredCapabilities" text[],
      "timeoutSeconds" int, deadline timestamptz, "maxAttempts" int, "onDependencyFailure" text, "retryOf" text,
      "createdBy" text)`;
}

/** Holds the task's row until the transaction ends; everything that changes a task's state does so first. */
export async function lockTask(tx: Tx, id: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM tasks WHERE id = ${id} FOR UPDATE`;
}

export async function findTask(tx: Tx, id: string): Promise<Task | null> {
  const [row] = await tx.$queryRaw<TaskRow[]>`SELECT ${TASK_COLUMNS} ${FROM_TASKS} WHERE t.id = ${id}`;
  return row ? toTask(row) : null;
}

export async function getTask(tx: Tx, id: string): Promise<Task> {
  const task = await findTask(tx, id);
  if (!task) throw new Error(`The task ${id} vanished.`);
  return task;
}

/** Summaries in the order of the ids. */
export async function getSummaries(tx: Tx, ids: string[]): Promise<TaskSummary[]> {
  const rows = await tx.$queryRaw<TaskSummaryRow[]>`
    SELECT ${SUMMARY_COLUMNS} ${FROM_TASKS} JOIN unnest(${ids}::text[]) WITH ORDINALITY AS wanted (id, n) ON wanted.id = t.id
    ORDER BY wanted.n`;
  return rows.map(toTaskSummary);
}

export async function readTitles(tx: Tx, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ id: string; title: string }[]>`
    SELECT id, title FROM tasks WHERE id = ANY(${ids}::text[])`;
  return new Map(rows.map(({ id, title }) => [id, title]));
}

export async function listTasks(tx: Tx, query: TasksQuery): Promise<Page<TaskSummary>> {
  const rows = await tx.$queryRaw<TaskSummaryRow[]>`
    SELECT ${SUMMARY_COLUMNS} ${FROM_TASKS} WHERE ${all(conditions(query))}
    ORDER BY t.id DESC LIMIT ${query.limit + 1}`;
  return toPage(rows, query.limit, toTaskSummary);
}

function conditions(query: TasksQuery): Prisma.Sql[] {
  const { project, ticket, agent, state, priority, blocked, undoable, q, cursor } = query;
  return [
    ...(project ? [Prisma.sql`t.project_id = ${project}`] : []),
    ...(ticket ? [Prisma.sql`t.ticket_id = ${ticket}`] : []),
    ...(agent ? [Prisma.sql`t.id IN (SELECT a.task_id FROM attempts a WHERE a.agent_id = ${agent})`] : []),
    ...(state ? [Prisma.sql`t.state IN (${Prisma.join(state)})`] : []),
    ...(priority ? [Prisma.sql`t.effective_priority = ${priority}`] : []),
    ...(blocked === undefined
      ? []
      : [Prisma.sql`(t.state = 'pending' AND t.open_dependencies > 0) = ${blocked}`]),
    ...(undoable === undefined
      ? []
      : [undoable ? isUndoable(project) : Prisma.sql`NOT (${isUndoable(project)})`]),
    ...(q ? [Prisma.sql`t.title ILIKE ${`%${literally(q)}%`}`] : []),
    ...(cursor ? [Prisma.sql`t.id < ${cursor}`] : []),
  ];
}

const isUndoable = (projectId: string | undefined) => Prisma.sql`
  t.state = 'pending' AND t.open_dependencies = 0 AND NOT t.is_parked AND k.status = 'open'
    AND (t.project_id, t.required_capabilities) IN (
      SELECT kind.project_id, kind.required_capabilities FROM (${undoableKinds(projectId)}) AS kind)`;

/** Edits a task that has not finished; false when it has. What the queue derives from it is derived anew. */
export async function updateTask(
  tx: Tx,
  id: string,
  change: Omit<UpdateTask, "dependsOn">,
): Promise<boolean> {
  const data = { ...change, updatedAt: new Date(), version: { increment: 1 } };
  const { count } = await tx.task.updateMany({
    where: { id, state: { notIn: [...FINISHED] } },
    data: data as Prisma.TaskUpdateManyMutationInput,
  });
  if (change.priority) {
    await tx.$executeRaw`
      UPDATE tasks SET effective_priority = coalesce(live_priority(id, ticket_id), priority), is_parked = false
      WHERE id = ${id} AND finished_at IS NULL`;
  }
  return count === 1;
}

/** A cancelled task `t` from whose end nothing followed: no attempt of it was stopped, nobody waits for it. */
export const IS_REOPENABLE = Prisma.sql`t.state = 'cancelled' AND t.dependants = 0 AND coalesce(t.deadline > now(), true)
  AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.task_id = t.id AND a.outcome = 'cancelled')
  AND NOT EXISTS (SELECT 1 FROM tasks n WHERE n.retry_of = t.id AND n.ticket_id = t.ticket_id)
  AND EXISTS (SELECT 1 FROM tickets k WHERE k.id = t.ticket_id AND k.status = 'open')
  AND (t.on_dependency_failure = 'ignore' OR NOT EXISTS (
    SELECT 1 FROM task_dependencies d JOIN tasks o ON o.id = d.depends_on_id
    WHERE d.task_id = t.id AND o.state IN ('failed', 'cancelled')))`;

export async function isReopenable(tx: Tx, id: string): Promise<boolean> {
  const found = await tx.$queryRaw<unknown[]>`SELECT 1 FROM tasks t WHERE t.id = ${id} AND ${IS_REOPENABLE}`;
  return found.length === 1;
}

/** Has such a task wait again as it did; false for another. */
export async function reopenTask(tx: Tx, id: string): Promise<boolean> {
  const reopened = await tx.$executeRaw`
    UPDATE tasks t SET state = 'pending', finished_at = NULL, error = NULL, cancel_requested_at = NULL,
      cancel_deadline = NULL, cancel_reason = NULL, cancel_requested_by = NULL, cancel_cause = NULL,
      effective_priority = coalesce(live_priority(t.id, t.ticket_id), t.priority), is_parked = false, fence = fence + 1,
      open_dependencies = (SELECT count(*) FROM task_dependencies d JOIN tasks o ON o.id = d.depends_on_id
        WHERE d.task_id = t.id AND o.finished_at IS NULL),
      updated_at = now(), version = version + 1
    WHERE t.id = ${id} AND ${IS_REOPENABLE}`;
  return reopened === 1;
}
