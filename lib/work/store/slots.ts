// Who could serve a scope with which slots, and what waits in it.
import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import type { Scoped, TaskFacts } from "../rules";
import { PRIORITY_RANK, Priority } from "../schema";

export interface ServingAgent {
  id: string;
  name: string;
  projectId: string | null;
  capacity: number;
  load: number;
  capabilities: string[];
}

/** Active agents that were heard of lately and serve the project; null: any. */
export async function listServing(tx: Tx, projectId: string | null): Promise<ServingAgent[]> {
  return tx.$queryRaw<ServingAgent[]>`
    SELECT g.id, g.name, g.project_id AS "projectId", g.capacity, g.load, g.capabilities FROM agents g
    WHERE g.state = 'active' AND coalesce(g.project_id = ${projectId}, true)
      AND g.last_heartbeat_at > now() - make_interval(secs => ${env().AGENT_LOST_SECONDS}::double precision)
    ORDER BY g.id`;
}

export interface HeldWork extends TaskFacts {
  taskId: string;
  attemptId: string;
  title: string;
  claimedAt: Date;
  isStopping: boolean;
}

/** What these agents do now. */
export async function listHeldWork(tx: Tx, agentIds: string[]): Promise<HeldWork[]> {
  if (agentIds.length === 0) return [];
  return tx.$queryRaw<HeldWork[]>`
    SELECT a.agent_id AS "agentId", t.id AS "taskId", t.project_id AS "projectId", t.ticket_id AS "ticketId", t.phase,
      t.effective_priority AS priority, a.id AS "attemptId", t.title, a.claimed_at AS "claimedAt",
      t.cancel_requested_at IS NOT NULL AS "isStopping"
    FROM attempts a JOIN tasks t ON t.id = a.task_id
    WHERE a.ended_at IS NULL AND a.agent_id = ANY(${agentIds}::text[]) ORDER BY a.id`;
}

export interface Demand {
  /** The kinds of capabilities that waiting tasks ask for, the most asked for first. */
  capabilities: string[][];
  waiting: number;
  /** The lowest priority among them. */
  lowest: Priority | null;
}

const KINDS_MAX = 200;

/** What waits in a scope for an agent. */
export async function readDemand(tx: Tx, scope: Scoped): Promise<Demand> {
  const rows = await tx.$queryRaw<{ capabilities: string[]; waiting: number; lowest: number }[]>`
    SELECT t.required_capabilities AS capabilities, count(*)::int AS waiting,
      min(priority_rank(t.effective_priority)) AS lowest
    FROM tasks t JOIN tickets k ON k.id = t.ticket_id AND k.status = 'open'
    WHERE t.state = 'pending' AND t.open_dependencies = 0 AND ${isServed(scope)}
    GROUP BY 1 ORDER BY 2 DESC LIMIT ${KINDS_MAX}`;
  const lowest = Math.min(...rows.map((row) => row.lowest));
  return {
    capabilities: rows.map((row) => row.capabilities),
    waiting: rows.reduce((sum, row) => sum + row.waiting, 0),
    lowest: Priority.options.find((priority) => PRIORITY_RANK[priority] === lowest) ?? null,
  };
}

/** `isServed` of the rules as a condition on the task `t`. */
function isServed({ kind, target, projectId }: Scoped): Prisma.Sql {
  const within = projectId ? Prisma.sql`t.project_id = ${projectId}` : Prisma.sql`true`;
  if (kind === "ticket") return Prisma.sql`t.ticket_id = ${target}`;
  if (kind === "phase") return Prisma.sql`${within} AND t.phase = ${target}`;
  if (kind === "project") return within;
  return Prisma.sql`${within} AND priority_rank(t.effective_priority) >= priority_rank(${target})`;
}
