// What a room above must know of a task, a ticket or an agent before it acts upon it, and the locks that it then takes.
import type { Tx } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import type { Priority, StopCause, TaskState } from "../schema";

interface TargetTask {
  state: TaskState;
  priority: Priority;
  agentName: string | null;
  cancelCause: StopCause | null;
  /** Unfinished tasks that fail when it does not succeed. */
  doomed: number;
}

export async function getTargetTask(tx: Tx, id: string): Promise<TargetTask> {
  const [row] = await tx.$queryRaw<TargetTask[]>`
    SELECT t.state, t.effective_priority AS priority, g.name AS "agentName", t.cancel_cause AS "cancelCause",
      (SELECT count(*)::int FROM task_dependencies d JOIN tasks o ON o.id = d.task_id
        WHERE d.depends_on_id = t.id AND o.finished_at IS NULL AND o.on_dependency_failure = 'fail') AS doomed
    FROM tasks t LEFT JOIN agents g ON g.id = t.agent_id WHERE t.id = ${id}`;
  if (!row) throw new AppError("not_found", "There is no such task.");
  return row;
}

interface TargetTicket {
  status: string;
  /** Unfinished tasks, and how many of them have this priority already. */
  open: number;
  alike: number;
}

export async function getTargetTicket(tx: Tx, id: string, priority: Priority): Promise<TargetTicket> {
  const [row] = await tx.$queryRaw<TargetTicket[]>`
    SELECT k.status, count(t.id)::int AS open,
      (count(t.id) FILTER (WHERE t.effective_priority = ${priority}))::int AS alike
    FROM tickets k LEFT JOIN tasks t ON t.ticket_id = k.id AND t.finished_at IS NULL
    WHERE k.id = ${id} GROUP BY k.id`;
  if (!row) throw new AppError("not_found", "There is no such ticket.");
  return row;
}

interface TargetAgent {
  state: string;
  /** Who put it into quarantine. */
  stateOwner: string | null;
  load: number;
  /** Not heard of for so long that it is, or will be, lost. */
  isSilent: boolean;
}

export async function getTargetAgent(tx: Tx, id: string): Promise<TargetAgent> {
  const [row] = await tx.$queryRaw<TargetAgent[]>`
    SELECT state, state_owner AS "stateOwner", load,
      last_heartbeat_at < now() - make_interval(secs => ${env().AGENT_LOST_SECONDS}::double precision) AS "isSilent"
    FROM agents WHERE id = ${id}`;
  if (!row) throw new AppError("not_found", "There is no such agent.");
  return row;
}

/** The states of tasks, tickets and agents, and what changes whenever something happened that a plan must not overlook. */
export async function readVersions(
  tx: Tx,
  ids: string[],
): Promise<Map<string, { state: string; version: string }>> {
  const rows = await tx.$queryRaw<{ id: string; state: string; version: string }[]>`
    SELECT id, state, CASE WHEN state IN ('claimed', 'running') THEN 'claim ' || fence ELSE state || ' ' || version END AS version
    FROM tasks WHERE id = ANY(${ids}::text[])
    UNION ALL SELECT id, status, status FROM tickets WHERE id = ANY(${ids}::text[])
    UNION ALL SELECT id, state, state || ' ' || version FROM agents WHERE id = ANY(${ids}::text[])`;
  return new Map(rows.map(({ id, state, version }) => [id, { state, version }]));
}

/** Locks these in the order that everybody keeps: tasks, then agents, each by their ids. */
export async function lockTargets(tx: Tx, taskIds: string[], agentIds: string[]): Promise<void> {
  if (taskIds.length > 0)
    await tx.$queryRaw`SELECT id FROM tasks WHERE id = ANY(${taskIds}::text[]) ORDER BY id FOR UPDATE`;
  if (agentIds.length > 0)
    await tx.$queryRaw`SELECT id FROM agents WHERE id = ANY(${agentIds}::text[]) ORDER BY id FOR NO KEY UPDATE`;
}

/** The task that repeats this one, if there is one, and whether there could be. */
export async function findRepeat(
  tx: Tx,
  taskId: string,
): Promise<{ id: string | null; isTicketOpen: boolean }> {
  const [row] = await tx.$queryRaw<[{ id: string | null; isTicketOpen: boolean }]>`
    SELECT (SELECT n.id FROM tasks n WHERE n.ticket_id = t.ticket_id AND n.retry_of = t.id ORDER BY n.id DESC LIMIT 1) AS id,
      k.status = 'open' AS "isTicketOpen"
    FROM tasks t JOIN tickets k ON k.id = t.ticket_id WHERE t.id = ${taskId}`;
  return row;
}
