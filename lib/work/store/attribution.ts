// What other rooms ask about records of this one: where something belongs, and what it is called.
import type { Tx } from "@/lib/platform/db/transact";
import type { UsageSummary } from "../schema";

/** Where a task, ticket, agent or project belongs, and its name. */
export interface Place {
  id: string;
  name: string;
  /** Null for an agent that works for every project. */
  projectId: string | null;
  /** Of a task alone. */
  ticketId: string | null;
  agentId: string | null;
  /** Of a task or a ticket. */
  phase: string | null;
}

/** The places of those of these ids that are there; they may be of different kinds. */
export async function listPlaces(tx: Tx, ids: string[]): Promise<Place[]> {
  if (ids.length === 0) return [];
  return tx.$queryRaw<Place[]>`
    SELECT id, title AS name, project_id AS "projectId", ticket_id AS "ticketId", phase, agent_id AS "agentId"
    FROM tasks WHERE id = ANY(${ids}::text[])
    UNION ALL
    SELECT id, title, project_id, NULL, phase, NULL FROM tickets WHERE id = ANY(${ids}::text[])
    UNION ALL
    SELECT id, name, project_id, NULL, NULL, NULL FROM agents WHERE id = ANY(${ids}::text[])
    UNION ALL
    SELECT id, name, id, NULL, NULL, NULL FROM projects WHERE id = ANY(${ids}::text[])`;
}

export interface UsedAttempt {
  attemptId: string;
  taskId: string;
  projectId: string;
  ticketId: string;
  agentId: string;
  phase: string;
  /** What the agent said at its registration that it runs on. */
  agentModel: string | null;
  endedAt: Date;
  usage: UsageSummary;
}

/** Those of these attempts that have ended and told what they used. */
export async function listUsedAttempts(tx: Tx, attemptIds: string[]): Promise<UsedAttempt[]> {
  return tx.$queryRaw<UsedAttempt[]>`
    SELECT a.id AS "attemptId", t.id AS "taskId", t.project_id AS "projectId", t.ticket_id AS "ticketId",
      a.agent_id AS "agentId", t.phase, g.model AS "agentModel", a.ended_at AS "endedAt", a.usage
    FROM attempts a JOIN tasks t ON t.id = a.task_id JOIN agents g ON g.id = a.agent_id
    WHERE a.id = ANY(${attemptIds}::text[]) AND a.ended_at IS NOT NULL AND a.usage IS NOT NULL ORDER BY a.id`;
}

/** When an attempt of a task had it, and who worked on it. */
export interface Stint {
  attemptId: string;
  taskId: string;
  agentId: string;
  number: number;
  claimedAt: Date;
  endedAt: Date | null;
}

/** All attempts of these tasks, the earliest first. */
export async function listStints(tx: Tx, taskIds: string[]): Promise<Stint[]> {
  if (taskIds.length === 0) return [];
  return tx.$queryRaw<Stint[]>`
    SELECT id AS "attemptId", task_id AS "taskId", agent_id AS "agentId", number, claimed_at AS "claimedAt",
      ended_at AS "endedAt"
    FROM attempts WHERE task_id = ANY(${taskIds}::text[]) ORDER BY task_id, number`;
}

/** The agents that this key registered; two at most, which is enough to know that there is more than one. */
export async function listAgentsOf(tx: Tx, keyId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM agents WHERE registered_by = ${keyId} AND state <> 'retired' LIMIT 2`;
  return rows.map(({ id }) => id);
}

const NEWEST = 20;

/** What these agents have worked on of late, in this project or in any: the newest attempts of each. */
export async function listLatestStints(
  tx: Tx,
  agentIds: string[],
  projectId: string | null,
): Promise<Stint[]> {
  if (agentIds.length === 0) return [];
  return tx.$queryRaw<Stint[]>`
    SELECT a.id AS "attemptId", a.task_id AS "taskId", a.agent_id AS "agentId", a.number, a.claimed_at AS "claimedAt",
      a.ended_at AS "endedAt"
    FROM unnest(${agentIds}::text[]) AS of_agent (id) CROSS JOIN LATERAL (
      SELECT * FROM attempts WHERE agent_id = of_agent.id ORDER BY agent_id DESC, id DESC LIMIT ${NEWEST}) AS a
    JOIN tasks t ON t.id = a.task_id
    WHERE ${projectId}::text IS NULL OR t.project_id = ${projectId}`;
}
