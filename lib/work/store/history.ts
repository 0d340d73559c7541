// What became of tasks and agents over a span of time, for rooms above that ask what would have been.
import type { Tx } from "@/lib/platform/db/transact";
import type { LiveAgent, LiveTask } from "./facts";

export interface AttemptLife {
  taskId: string;
  agentId: string;
  claimedAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  outcome: string | null;
}

export interface TaskLife
  extends Pick<
    LiveTask,
    "id" | "title" | "projectId" | "ticketId" | "phase" | "type" | "timeoutSeconds" | "maxAttempts" | "state"
  > {
  /** The task's own, as it is now. */
  priority: string;
  enqueuedAt: Date;
  finishedAt: Date | null;
  /** When the last of what it waits for ended; null: it waits for nothing. */
  freeAt: Date | null;
  /** Something that it waits for has not ended yet. */
  isBlocked: boolean;
}

export interface OverrideLife {
  scopeKind: string;
  scopeTarget: string;
  priority: string;
  placedAt: Date;
  endedAt: Date | null;
}

export interface AgentLife extends Pick<LiveAgent, "id" | "name" | "projectId" | "hostId" | "capacity"> {
  state: string;
  createdAt: Date;
}

export async function countTaskLives(tx: Tx, from: Date): Promise<number> {
  const [row] = await tx.$queryRaw<[{ tasks: number }]>`
    SELECT count(*)::int AS tasks FROM tasks WHERE finished_at IS NULL OR finished_at >= ${from}`;
  return row.tasks;
}

/** Every task that lived since then, the oldest first. */
export async function listTaskLives(tx: Tx, from: Date): Promise<TaskLife[]> {
  return tx.$queryRaw<TaskLife[]>`
    SELECT t.id, t.title, t.project_id AS "projectId", t.ticket_id AS "ticketId", t.phase, t.type, t.priority,
      t.timeout_seconds AS "timeoutSeconds", t.max_attempts AS "maxAttempts", t.enqueued_at AS "enqueuedAt",
      t.finished_at AS "finishedAt", t.state, t.open_dependencies > 0 AS "isBlocked",
      (SELECT max(before.finished_at) FROM task_dependencies d JOIN tasks before ON before.id = d.depends_on_id
        WHERE d.task_id = t.id) AS "freeAt"
    FROM tasks t WHERE t.finished_at IS NULL OR t.finished_at >= ${from} ORDER BY t.enqueued_at, t.id`;
}

/** The attempts of the tasks that lived since then, in their order. */
export async function listAttemptLives(tx: Tx, from: Date): Promise<AttemptLife[]> {
  return tx.$queryRaw<AttemptLife[]>`
    SELECT a.task_id AS "taskId", a.agent_id AS "agentId", a.claimed_at AS "claimedAt", a.started_at AS "startedAt",
      a.ended_at AS "endedAt", a.outcome
    FROM attempts a JOIN tasks t ON t.id = a.task_id WHERE t.finished_at IS NULL OR t.finished_at >= ${from}
    ORDER BY a.claimed_at, a.id`;
}

/** Overrides that were in force since then. */
export async function listOverrideLives(tx: Tx, from: Date): Promise<OverrideLife[]> {
  return tx.$queryRaw<OverrideLife[]>`
    SELECT scope_kind AS "scopeKind", scope_target AS "scopeTarget", priority, placed_at AS "placedAt",
      least(ended_at, expires_at) AS "endedAt"
    FROM priority_overrides WHERE ended_at IS NULL OR ended_at >= ${from} ORDER BY id`;
}

/** Agents as they are now, retired ones among them that lived since then. */
export async function listAgentLives(tx: Tx, from: Date): Promise<AgentLife[]> {
  return tx.$queryRaw<AgentLife[]>`
    SELECT g.id, g.name, g.project_id AS "projectId", g.capacity, g.state, g.created_at AS "createdAt",
      (SELECT r.host_id FROM host_requests r WHERE r.agent_id = g.id ORDER BY r.id DESC LIMIT 1) AS "hostId"
    FROM agents g WHERE g.state <> 'retired' OR g.updated_at >= ${from} ORDER BY g.id`;
}
