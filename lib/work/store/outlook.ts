// What other rooms ask about the queue as a whole: what is left of it, and how it went with what has ended.
import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import { all } from "@/lib/platform/db/where";

/** Which tasks are looked at; what is left out does not narrow. */
export interface QueuePart {
  projectId?: string | null;
  ticketId?: string | null;
  phase?: string | null;
  agentId?: string | null;
}

export interface CountedTasks {
  projectId: string;
  phase: string;
  tasks: number;
}

export interface BegunTask {
  id: string;
  projectId: string;
  phase: string;
  createdAt: Date;
}

export interface EndedTask {
  id: string;
  projectId: string;
  ticketId: string;
  phase: string;
  agentId: string | null;
  priority: string;
  state: string;
  attempts: number;
  createdAt: Date;
  finishedAt: Date;
}

const OPEN = Prisma.raw("t.state IN ('pending', 'claimed', 'running')");

/** Tasks that nobody has begun, by project and phase. No agent has one of them yet. */
export async function countWaiting(tx: Tx, part: QueuePart): Promise<CountedTasks[]> {
  return tx.$queryRaw<CountedTasks[]>`
    SELECT t.project_id AS "projectId", t.phase, count(*)::int AS tasks FROM tasks t
    WHERE ${of(part)} AND t.state = 'pending' AND t.attempt_count = 0 GROUP BY 1, 2 ORDER BY 1, 2`;
}

/** Tasks that were begun and have not ended, those that wait for another attempt among them; the newest. */
export async function listBegun(tx: Tx, part: QueuePart, limit: number): Promise<BegunTask[]> {
  return tx.$queryRaw<BegunTask[]>`
    SELECT t.id, t.project_id AS "projectId", t.phase, t.created_at AS "createdAt" FROM tasks t
    WHERE ${of(part)} AND ${OPEN} AND t.attempt_count > 0 ORDER BY t.id DESC LIMIT ${limit}`;
}

/** The same, all of them, by project and phase. */
export async function countBegun(tx: Tx, part: QueuePart): Promise<CountedTasks[]> {
  return tx.$queryRaw<CountedTasks[]>`
    SELECT t.project_id AS "projectId", t.phase, count(*)::int AS tasks FROM tasks t
    WHERE ${of(part)} AND ${OPEN} AND t.attempt_count > 0 GROUP BY 1, 2 ORDER BY 1, 2`;
}

/** Tasks that have ended and were tried, the newest; of all projects those among the newest tasks. */
export async function listEnded(tx: Tx, part: QueuePart, limit: number): Promise<EndedTask[]> {
  const columns = Prisma.raw(`t.id, t.project_id AS "projectId", t.ticket_id AS "ticketId", t.phase,
    t.agent_id AS "agentId", t.priority, t.state, t.attempt_count AS attempts, t.created_at AS "createdAt",
    t.finished_at AS "finishedAt"`);
  if (!part.projectId && !part.ticketId) {
    return tx.$queryRaw<EndedTask[]>`
      SELECT ${columns} FROM tasks t WHERE ${of(part)} AND t.state IN ('completed', 'failed', 'cancelled')
        AND t.attempt_count > 0 ORDER BY t.id DESC LIMIT ${limit}`;
  }
  // A state at a time, so that each walks the index of projects from its end.
  return tx.$queryRaw<EndedTask[]>`
    SELECT ended.* FROM unnest(ARRAY['completed', 'failed', 'cancelled']) AS one CROSS JOIN LATERAL (
      SELECT ${columns} FROM tasks t WHERE ${of(part)} AND t.state = one AND t.attempt_count > 0
      ORDER BY t.id DESC LIMIT ${limit}
    ) AS ended ORDER BY ended.id DESC LIMIT ${limit}`;
}

/** Projects in which tasks are left. */
export async function listBusyProjects(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT p.id FROM projects p WHERE EXISTS (SELECT 1 FROM tasks t WHERE t.project_id = p.id AND ${OPEN})
    ORDER BY p.id`;
  return rows.map(({ id }) => id);
}

/** When the oldest of the project's tasks was made that have not ended so many seconds ago; null: all have. */
export async function findOldestOpen(tx: Tx, projectId: string, seconds: number): Promise<Date | null> {
  const [row] = await tx.$queryRaw<[{ oldest: Date | null }]>`
    SELECT min(t.created_at) AS oldest FROM tasks t WHERE t.project_id = ${projectId}
      AND (${OPEN} OR t.finished_at > clock_timestamp() - ${seconds}::int * interval '1 second')`;
  return row.oldest;
}

/** The project's tasks that had not ended at that instant, whatever became of them. */
export async function listOpenAt(tx: Tx, projectId: string, instant: Date): Promise<{ id: string }[]> {
  return tx.$queryRaw<{ id: string }[]>`
    SELECT t.id FROM tasks t WHERE t.project_id = ${projectId} AND t.created_at <= ${instant}
      AND (t.finished_at IS NULL OR t.finished_at > ${instant})`;
}

/** Tasks of a project and phase that ended within [from, to) and were tried. */
export async function countEnded(
  tx: Tx,
  part: { projectId: string; phase: string },
  from: Date,
  to: Date,
): Promise<number> {
  const [row] = await tx.$queryRaw<[{ tasks: number }]>`
    SELECT count(*)::int AS tasks FROM tasks t
    WHERE ${of(part)} AND t.state IN ('completed', 'failed', 'cancelled') AND t.attempt_count > 0
      AND t.finished_at >= ${from} AND t.finished_at < ${to}`;
  return row.tasks;
}

export interface EndedAttempt {
  id: string;
  taskId: string;
  number: number;
  outcome: string;
}

/** How the attempts of these tasks ended. */
export async function listOutcomes(tx: Tx, taskIds: string[]): Promise<EndedAttempt[]> {
  return tx.$queryRaw<EndedAttempt[]>`
    SELECT a.id, a.task_id AS "taskId", a.number, a.outcome FROM attempts a
    WHERE a.task_id = ANY(${taskIds}::text[]) AND a.outcome IS NOT NULL`;
}

function of({ projectId, ticketId, phase, agentId }: QueuePart): Prisma.Sql {
  return all([
    ...(projectId ? [Prisma.sql`t.project_id = ${projectId}`] : []),
    ...(ticketId ? [Prisma.sql`t.ticket_id = ${ticketId}`] : []),
    ...(phase ? [Prisma.sql`t.phase = ${phase}`] : []),
    ...(agentId ? [Prisma.sql`t.agent_id = ${agentId}`] : []),
  ]);
}
