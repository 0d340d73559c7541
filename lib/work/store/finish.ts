import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import type { Task, TaskError, UsageSummary } from "../schema";
import { TASK_COLUMNS, type TaskRow, toTask } from "./task-rows";

interface Completion {
  taskId: string;
  attemptId: string;
  fence: string;
  result: Record<string, unknown>;
  usage: UsageSummary | null;
  eventId: string;
}

/** One request to complete: all of its attempts, or none. */
export interface CompleteCall {
  ownerId: string;
  ownerName: string;
  projectId: string | null;
  correlationId: string;
  rows: Completion[];
}

/** What a completion answers: the whole task, or for the rows of a batch what is new of it. */
export type CompletedRow = Pick<Task, "id" | "state" | "version">;

/**
 * Completes what several requests ask for, with the events, in one statement. In the order of the calls: the tasks,
 * or null and nothing done for a call with an attempt that is not live, was asked to stop, is another key's, or has
 * tasks waiting for it: the careful way then says why, or does it. Rows are locked as everywhere: tasks, attempts,
 * then agents, each in the order of their ids. OFFSET 0 has each attempt looked up by its id: the planner would read
 * the index of the live ones, which it takes for short and which is full of dead entries.
 */
export async function completeAtOnce(tx: Tx, calls: CompleteCall[]): Promise<(Task[] | null)[]> {
  const done = await complete<TaskRow & Done>(tx, calls, {
    name: "complete_tasks",
    kept: Prisma.sql`tasks.*`,
    answer: Prisma.sql`${TASK_COLUMNS} FROM t JOIN tickets k ON k.id = t.ticket_id JOIN agents g ON g.id = t.agent_id`,
  });
  return byCall(calls, done, toTask);
}

/** The same, for batches, of which only what is new is read back. */
export async function completeBatchAtOnce(tx: Tx, calls: CompleteCall[]): Promise<(CompletedRow[] | null)[]> {
  const done = await complete<CompletedRow & Done>(tx, calls, {
    name: "complete_batches",
    kept: Prisma.sql`tasks.id, tasks.state, tasks.version`,
    answer: Prisma.sql`id, state, version FROM t`,
  });
  return byCall(calls, done, ({ id, state, version }) => ({ id, state, version }));
}

interface Done {
  call: number;
}

function byCall<Row extends Done, T>(
  calls: CompleteCall[],
  done: Row[],
  toReply: (row: Row) => T,
): (T[] | null)[] {
  const replies = calls.map((): T[] => []);
  for (const row of done) replies[row.call]?.push(toReply(row));
  return replies.map((tasks, call) => (tasks.length === calls[call]?.rows.length ? tasks : null));
}

/** What is read back of a completed task `t`, from what the update keeps of it. */
interface ReadBack {
  name: string;
  kept: Prisma.Sql;
  answer: Prisma.Sql;
}

async function complete<Row>(
  tx: Tx,
  calls: CompleteCall[],
  { name, kept, answer }: ReadBack,
): Promise<Row[]> {
  const rows = calls.flatMap(({ rows: own, ...by }, call) => own.map((row) => ({ ...row, ...by, call })));
  return tx.$queryRaw<Row[]>`${Prisma.raw(`/* ${name} */`)}
    WITH given AS MATERIALIZED (
      SELECT * FROM unnest(${rows.map((row) => row.call)}::int[], ${rows.map((row) => row.taskId)}::text[],
        ${rows.map((row) => row.attemptId)}::text[], ${rows.map((row) => row.fence)}::text[],
        ${rows.map((row) => row.eventId)}::text[], ${rows.map((row) => JSON.stringify(row.result))}::text[],
        ${rows.map((row) => row.usage && JSON.stringify(row.usage))}::text[], ${rows.map((row) => row.ownerId)}::text[],
        ${rows.map((row) => row.ownerName)}::text[], ${rows.map((row) => row.projectId)}::text[],
        ${rows.map((row) => row.correlationId)}::text[]) WITH ORDINALITY
        AS row (call, task_id, attempt_id, fence, event_id, result, usage, owner_id, owner_name, project, correlation_id, n)
    ), held AS MATERIALIZED (
      SELECT given.*, t.project_id, t.title, a.agent_id FROM given
      CROSS JOIN LATERAL (SELECT * FROM attempts WHERE id = given.attempt_id OFFSET 0) AS a
      CROSS JOIN LATERAL (SELECT registered_by FROM agents WHERE id = a.agent_id OFFSET 0) AS g
      JOIN tasks t ON t.id = a.task_id
      WHERE a.task_id = given.task_id AND g.registered_by = given.owner_id
        AND a.ended_at IS NULL AND a.fence = given.fence::numeric AND t.fence = a.fence
        AND t.cancel_requested_at IS NULL AND t.dependants = 0 AND coalesce(t.project_id = given.project, true)
      ORDER BY t.id FOR UPDATE OF t
    ), whole AS MATERIALIZED (
      SELECT * FROM held WHERE call NOT IN (
        SELECT given.call FROM given LEFT JOIN held ON held.n = given.n WHERE held.n IS NULL)
    ), ended AS (
      UPDATE attempts SET ended_at = now(), outcome = 'completed', usage = whole.usage::jsonb
      FROM whole WHERE attempts.id = whole.attempt_id RETURNING attempts.agent_id
    ), busy AS MATERIALIZED (
      SELECT id FROM agents WHERE id IN (SELECT agent_id FROM ended) ORDER BY id FOR NO KEY UPDATE
    ), freed AS (
      UPDATE agents SET load = load - done.count
      FROM busy JOIN (SELECT agent_id, count(*)::int AS count FROM whole GROUP BY agent_id) AS done
        ON done.agent_id = busy.id WHERE agents.id = busy.id
    ), sealed AS (
      UPDATE artifacts SET sha256 = (
        SELECT encode(sha256(coalesce(string_agg(content, ''::bytea ORDER BY offset_bytes), ''::bytea)), 'hex')
        FROM artifact_chunks WHERE artifact_id = artifacts.id)
      FROM whole WHERE artifacts.attempt_id = whole.attempt_id AND artifacts.type = 'log'
    ), told AS (
      INSERT INTO events (id, type, entity, project_id, actor, actor_name, correlation_id, payload)
      SELECT event_id, 'task.completed', task_id, project_id, owner_id, owner_name, correlation_id,
        jsonb_build_object('title', title, 'attemptId', attempt_id, 'agentId', agent_id, 'usage', usage::jsonb) FROM whole
    ), t AS (
      UPDATE tasks SET state = 'completed', result = whole.result::jsonb, error = NULL, finished_at = now(),
        updated_at = now(), fence = tasks.fence + 1, version = version + 1
      FROM whole WHERE tasks.id = whole.task_id RETURNING ${kept}, whole.n, whole.call
    )
    SELECT t.call, ${answer} ORDER BY t.n`;
}

export interface TaskEnd {
  state: "completed" | "failed" | "cancelled";
  result?: Record<string, unknown>;
  error?: TaskError | undefined;
}

/** Closes the task; its fence grows, so that whatever the last holder still sends is refused. False when it had ended. */
export async function endTask(tx: Tx, taskId: string, end: TaskEnd): Promise<boolean> {
  const ended = await tx.$executeRaw`
    UPDATE tasks SET state = ${end.state}, finished_at = now(), updated_at = now(), fence = fence + 1,
      version = version + 1, result = ${end.result ? JSON.stringify(end.result) : null}::jsonb,
      error = ${end.error ? JSON.stringify(end.error) : null}::jsonb
    WHERE id = ${taskId} AND finished_at IS NULL`;
  return ended === 1;
}

interface Waiting {
  id: string;
  projectId: string;
  /** One of those that it waited for. */
  after: string;
}

/** Tells the tasks that wait for finished ones; returns those that wait for nothing any more. */
export async function releaseDependants(
  tx: Tx,
  taskIds: string[],
  hasSucceeded: boolean,
): Promise<Waiting[]> {
  return tx.$queryRaw<Waiting[]>`
    WITH told AS MATERIALIZED (
      SELECT d.task_id AS id, count(*)::int AS count, min(d.depends_on_id) AS after
      FROM task_dependencies d WHERE d.depends_on_id = ANY(${taskIds}::text[]) GROUP BY d.task_id
    ), waiting AS MATERIALIZED (
      SELECT t.id FROM tasks t WHERE t.id IN (SELECT id FROM told) AND t.finished_at IS NULL
        ${hasSucceeded ? Prisma.empty : Prisma.sql`AND t.on_dependency_failure = 'ignore'`}
      ORDER BY t.id FOR UPDATE
    ), t AS (
      UPDATE tasks SET open_dependencies = open_dependencies - told.count, updated_at = now(), version = version + 1
      FROM told JOIN waiting ON waiting.id = told.id WHERE tasks.id = told.id
      RETURNING tasks.id, project_id, open_dependencies, told.after
    )
    SELECT id, project_id AS "projectId", after FROM t WHERE open_dependencies = 0 ORDER BY id`;
}

/** The unfinished tasks that must fail because these did, and those behind them, locked. */
export async function lockDoomed(tx: Tx, taskIds: string[]): Promise<Waiting[]> {
  return tx.$queryRaw`
    WITH RECURSIVE doomed (id, after) AS (
      SELECT d.task_id, d.depends_on_id FROM task_dependencies d JOIN tasks t ON t.id = d.task_id
      WHERE d.depends_on_id = ANY(${taskIds}::text[]) AND t.finished_at IS NULL AND t.on_dependency_failure = 'fail'
      UNION
      SELECT d.task_id, d.depends_on_id
      FROM doomed JOIN task_dependencies d ON d.depends_on_id = doomed.id JOIN tasks t ON t.id = d.task_id
      WHERE t.finished_at IS NULL AND t.on_dependency_failure = 'fail'
    )
    SELECT t.id, t.project_id AS "projectId", first.after
    FROM tasks t JOIN (SELECT id, min(after) AS after FROM doomed GROUP BY id) AS first ON first.id = t.id
    WHERE t.finished_at IS NULL ORDER BY t.id FOR UPDATE OF t`;
}

/** Fails tasks that wait, each with its own error. */
export async function failWaiting(tx: Tx, failed: { id: string; error: TaskError }[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE tasks SET state = 'failed', finished_at = now(), updated_at = now(), fence = fence + 1,
      version = version + 1, error = given.error::jsonb
    FROM unnest(${failed.map(({ id }) => id)}::text[], ${failed.map(({ error }) => JSON.stringify(error))}::text[])
      AS given (id, error)
    WHERE tasks.id = given.id`;
}
