import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import type { Reserved } from "../rules";
import type { Claim } from "../schema";
import { NO_BUDGETS, OF_AGENT, PAUSING, type WithinBudgets, withinBudgets } from "./claim-budgets";
import { LIVE_HOLDS } from "./holds";
import { TASK_COLUMNS, type TaskRow, toTask } from "./task-rows";

/** One agent's claim. `projectId` is its key's; ids are made before they are needed. */
export interface ClaimCall {
  agentId: string;
  ownerId: string;
  ownerName: string;
  correlationId: string;
  attemptIds: string[];
  eventIds: string[];
}

interface ClaimedRow extends TaskRow {
  claimantId: string;
  attemptId: string | null;
  number: number;
  fence: bigint;
  leaseUntil: Date;
  claimedAt: Date;
  /** What pausing budgets can give the attempt; null where none covers it. */
  budgetUsd: string | null;
}

/** What a pass of a careful claim is restricted to. */
export interface ClaimPass {
  /** Slots of the agent that this pass must leave free. */
  keepFree: number;
  filter: ClaimFilter;
}

/** Urgent tasks, those of some phases, those that a reservation serves, or any. */
export type ClaimFilter = "any" | "urgent" | { phases: string[] } | { servedBy: Reserved };

const SIMPLE = Prisma.sql`AND cardinality(g.phase_affinity) = 0
  AND NOT EXISTS (SELECT 1 FROM capacity_reservations r WHERE r.agent_id = g.id AND r.ended_at IS NULL)`;

/**
 * Claims for several agents, writing attempts and events, in one statement. In the order of the calls: what each
 * got, or null for an agent that cannot claim this way: unknown, not active, with reservations or an affinity (which
 * take several passes), unlike the first in capabilities and project, or under a budget that pauses.
 */
export async function claimAtOnce(
  tx: Tx,
  calls: ClaimCall[],
  leaseSeconds: number,
): Promise<(Claim[] | null)[]> {
  const agent = Prisma.sql`${SIMPLE} AND NOT EXISTS (SELECT 1 FROM ${PAUSING} AND ${OF_AGENT})`;
  // The name lets the server keep the plan.
  const shape = { name: "claim_tasks", agent, keepFree: 0, filter: "any" as const, within: NO_BUDGETS };
  return byCall(calls, await claim(tx, calls, leaseSeconds, shape));
}

/** The same where budgets pause, which the caller has locked; null also for an agent that has a budget of its own. */
export async function claimWithinBudgets(
  tx: Tx,
  calls: ClaimCall[],
  leaseSeconds: number,
): Promise<(Claim[] | null)[]> {
  const agent = Prisma.sql`${SIMPLE}
    AND NOT EXISTS (SELECT 1 FROM ${PAUSING} AND b.scope_kind = 'agent' AND b.scope_target = g.id)`;
  const within = withinBudgets(null);
  const shape = { name: "claim_within", agent, keepFree: 0, filter: "any" as const, within };
  return byCall(calls, await claim(tx, calls, leaseSeconds, shape));
}

function byCall(calls: ClaimCall[], rows: ClaimedRow[]): (Claim[] | null)[] {
  const claims = new Map<string, Claim[]>();
  for (const row of rows) {
    const own = claims.get(row.claimantId) ?? [];
    claims.set(row.claimantId, own);
    if (row.attemptId) own.push(toClaim(row, row.attemptId));
  }
  return calls.map((call) => claims.get(call.agentId) ?? null);
}

/** One pass of a claim by an agent whose row, and whose budgets, the caller has locked and looked at. */
export async function claimPass(
  tx: Tx,
  call: ClaimCall,
  leaseSeconds: number,
  pass: ClaimPass,
): Promise<Claim[]> {
  const within = withinBudgets(call.agentId);
  const rows = await claim(tx, [call], leaseSeconds, {
    name: "claim_pass",
    agent: Prisma.empty,
    ...pass,
    within,
  });
  return rows.flatMap((row) => (row.attemptId ? [toClaim(row, row.attemptId)] : []));
}

/** The restrictions as `pick_tasks` takes them; a reservation's project, else the agent's. */
function toArguments(filter: ClaimFilter): Prisma.Sql {
  const reserved = typeof filter === "object" && "servedBy" in filter ? filter.servedBy : undefined;
  const phases = typeof filter === "object" && "phases" in filter ? filter.phases : null;
  return Prisma.sql`coalesce(${reserved?.projectId ?? null}::text, (SELECT project_id FROM first)),
    (SELECT capabilities FROM first), ${filter === "urgent"}::boolean, ${phases}::text[],
    ${reserved?.kind ?? null}::text, ${reserved?.target ?? null}::text`;
}

async function claim(
  tx: Tx,
  calls: ClaimCall[],
  leaseSeconds: number,
  shape: ClaimPass & { name: string; agent: Prisma.Sql; within: WithinBudgets },
): Promise<ClaimedRow[]> {
  const attemptIds = calls.flatMap((call) => call.attemptIds);
  const eventIds = calls.flatMap((call) => call.eventIds);
  return tx.$queryRaw<ClaimedRow[]>`${Prisma.raw(`/* ${shape.name} */`)}
    WITH asked AS MATERIALIZED (
      SELECT g.*, call.n, call.owner_id, call.owner_name, call.correlation_id, call.wanted
      FROM unnest(${calls.map((call) => call.agentId)}::text[], ${calls.map((call) => call.ownerId)}::text[],
        ${calls.map((call) => call.ownerName)}::text[], ${calls.map((call) => call.correlationId)}::text[],
        ${calls.map((call) => call.attemptIds.length)}::int[]) WITH ORDINALITY
        AS call (agent_id, owner_id, owner_name, correlation_id, wanted, n)
      JOIN agents g ON g.id = call.agent_id AND g.registered_by = call.owner_id
      ORDER BY g.id FOR NO KEY UPDATE OF g
    ), ready AS MATERIALIZED (
      SELECT g.id, g.name, g.project_id, g.capabilities, g.n, g.owner_id, g.owner_name, g.correlation_id,
        CASE WHEN EXISTS (SELECT 1 FROM ${LIVE_HOLDS} AND h.scope_kind = 'agent' AND h.scope_target = g.id) THEN 0
          ELSE least(g.wanted, g.capacity - g.load - ${shape.keepFree}::int) END AS slots
      FROM asked g
      WHERE g.state = 'active' ${shape.agent}
        AND NOT EXISTS (SELECT 1 FROM access_keys WHERE access_keys.id = g.registered_by
          AND (revoked_at IS NOT NULL OR expires_at <= now()))
    ), first AS MATERIALIZED (
      SELECT project_id, capabilities FROM ready ORDER BY n LIMIT 1
    ), me AS MATERIALIZED (
      SELECT ready.* FROM ready JOIN first ON ready.capabilities = first.capabilities
        AND ready.project_id IS NOT DISTINCT FROM first.project_id
    ), slot AS MATERIALIZED (
      SELECT me.*, row_number() OVER (ORDER BY turn, me.n) AS place
      FROM me CROSS JOIN LATERAL generate_series(1, me.slots) AS turn
    ), picked AS MATERIALIZED (
      SELECT id, norm, row_number() OVER (ORDER BY queue_band, queue_at, id) AS place
      FROM (${shape.within.pick(toArguments(shape.filter))}) AS next
    ), placed AS MATERIALIZED (
      SELECT picked.id, slot.id AS agent_id, slot.name AS agent_name, slot.owner_id, slot.owner_name, slot.correlation_id,
        slot.place, (${attemptIds}::text[])[slot.place] AS attempt_id, (${eventIds}::text[])[slot.place] AS event_id
      FROM picked JOIN slot ON slot.place = picked.place
    ), t AS (
      UPDATE tasks SET state = 'claimed', fence = fence + 1, attempt_count = attempt_count + 1,
        agent_id = placed.agent_id, started_at = NULL, version = version + 1, updated_at = now()
      FROM placed WHERE tasks.id = placed.id
      RETURNING tasks.*, placed.place, placed.agent_name, placed.owner_id, placed.owner_name, placed.correlation_id,
        placed.attempt_id, placed.event_id, (now() + make_interval(secs => ${leaseSeconds}::double precision))::timestamptz(3) AS lease_until
    ), made AS (
      INSERT INTO attempts (id, project_id, task_id, agent_id, number, fence, claimed_at, lease_until)
      SELECT attempt_id, project_id, id, agent_id, attempt_count, fence, updated_at, lease_until FROM t
    ), told AS (
      INSERT INTO events (id, type, entity, project_id, actor, actor_name, correlation_id, payload)
      SELECT event_id, 'task.claimed', id, project_id, owner_id, owner_name, correlation_id,
        jsonb_build_object('title', title, 'attemptId', attempt_id, 'number', attempt_count, 'agentId', agent_id,
          'agentName', agent_name)
      FROM t
    ), heard AS (
      UPDATE agents SET load = load + got.count, last_heartbeat_at = now()
      FROM (SELECT me.id, count(t.id)::int AS count FROM me LEFT JOIN t ON t.agent_id = me.id GROUP BY me.id) AS got
      WHERE agents.id = got.id AND (got.count > 0 OR last_heartbeat_at < now() - interval '2 seconds')
    )${shape.within.reserve}
    SELECT g.id AS "claimantId", t.attempt_id AS "attemptId", t.attempt_count AS number, t.fence,
      t.lease_until AS "leaseUntil", t.updated_at AS "claimedAt", ${shape.within.allowed} AS "budgetUsd", ${TASK_COLUMNS}
    FROM me g LEFT JOIN t ON t.agent_id = g.id LEFT JOIN tickets k ON k.id = t.ticket_id
    ORDER BY t.place`;
}

function toClaim(row: ClaimedRow, attemptId: string): Claim {
  const task = toTask(row);
  const fence = row.fence.toString();
  const leaseUntil = row.leaseUntil.toISOString();
  const attempt: Claim["attempt"] = {
    id: attemptId,
    taskId: task.id,
    agentId: task.agentId ?? "",
    agentName: task.agentName ?? "",
    number: row.number,
    fence,
    leaseUntil,
    claimedAt: row.claimedAt.toISOString(),
    startedAt: null,
    endedAt: null,
    outcome: null,
    error: null,
    usage: null,
    stopConfirmedAt: null,
  };
  return { task, attempt, fence, leaseUntil, budgetUsd: row.budgetUsd };
}
