import { type Agent as AgentRow, Prisma } from "@/lib/generated/prisma/client";
import { toPage } from "@/lib/platform/db/page";
import type { Tx } from "@/lib/platform/db/transact";
import { all, literally } from "@/lib/platform/db/where";
import { env } from "@/lib/platform/env";
import type { Page } from "@/lib/platform/schema";
import { agentStatus } from "../rules";
import type { Agent, AgentStatus, AgentsQuery, RegisterAgent } from "../schema";
import { IS_ASIDE } from "./quarantine";
import { LIVE_RESERVATIONS } from "./reservations";

const staleAfterMs = () => env().AGENT_STALE_SECONDS * 1000;

const lostAfterMs = () => env().AGENT_LOST_SECONDS * 1000;

interface Facts {
  silentMs: number;
  reservedSlots: number;
  runnerHost: Agent["runnerHost"];
}

/** Creates the agent, or takes over the one that this key registered under the same name. */
export async function upsertAgent(
  tx: Tx,
  id: string,
  ownerId: string,
  projectId: string | null,
  input: RegisterAgent,
): Promise<Agent> {
  const { projectId: _, ...facts } = input;
  const row = await tx.agent.upsert({
    where: { registeredBy_name: { registeredBy: ownerId, name: input.name } },
    create: { id, ...facts, projectId, registeredBy: ownerId },
    update: { ...facts, projectId, updatedAt: new Date(), version: { increment: 1 } },
  });
  // A quarantine is lifted by a person or by its time, never by starting the runner again.
  const [state] = await tx.$queryRaw<
    Pick<AgentRow, "state" | "stateReason" | "stateUntil" | "lastHeartbeatAt">[]
  >`
    UPDATE agents SET last_heartbeat_at = now(),
      state = CASE WHEN ${IS_ASIDE} THEN 'quarantined' ELSE 'active' END,
      state_reason = CASE WHEN ${IS_ASIDE} THEN state_reason END,
      state_owner = CASE WHEN ${IS_ASIDE} THEN state_owner END,
      state_until = CASE WHEN ${IS_ASIDE} THEN state_until END
    WHERE id = ${row.id} RETURNING state, state_reason AS "stateReason", state_until AS "stateUntil",
      last_heartbeat_at AS "lastHeartbeatAt"`;
  return toAgent({ ...row, ...state }, await factsOf(tx, [row.id]));
}

export interface AgentOwner {
  id: string;
  projectId: string | null;
  ownerId: string;
  name: string;
  state: string;
  /** Who put it into quarantine. */
  stateOwner: string | null;
  phaseAffinity: string[];
}

/** The agent's row, locked: what it claims and how much it holds is then decided one request at a time. */
export async function lockAgent(tx: Tx, id: string): Promise<AgentOwner | null> {
  const [row] = await tx.$queryRaw<AgentOwner[]>`
    SELECT id, project_id AS "projectId", registered_by AS "ownerId", name, state, state_owner AS "stateOwner",
      phase_affinity AS "phaseAffinity"
    FROM agents WHERE id = ${id} FOR NO KEY UPDATE`;
  return row ?? null;
}

/** Notes a sign of life; a lost agent that is heard again is active again. */
export async function touchAgent(tx: Tx, id: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE agents SET last_heartbeat_at = now(), state = CASE WHEN state = 'lost' THEN 'active' ELSE state END
    WHERE id = ${id}`;
}

/** Whether the agent is to take no more tasks and end. */
export async function isLeaving(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM agents WHERE id = ${id} AND state IN ('draining', 'retired')`;
  return rows.length > 0;
}

/** Moves an agent between stored states; false when it was in none of `from`. */
export async function moveAgent(
  tx: Tx,
  id: string,
  from: string[],
  to: string,
  { reason = null, owner = null, seconds = null }: StateFacts = {},
): Promise<boolean> {
  const moved = await tx.$executeRaw`
    UPDATE agents SET state = ${to}, state_reason = ${reason}, state_owner = ${owner}, updated_at = now(), version = version + 1,
      state_until = now() + make_interval(secs => ${seconds}::double precision)
    WHERE id = ${id} AND state = ANY(${from}::text[])`;
  return moved === 1;
}

interface StateFacts {
  reason?: string | null;
  owner?: string | null;
  /** After so long a quarantine ends by itself. */
  seconds?: number | null;
}

export interface NamedAgent {
  id: string;
  projectId: string | null;
  name: string;
}

/**
 * Agents not heard of for too long become lost; each is returned once. Their leases end now, as do those of silent
 * agents that drain or are in quarantine, which stay so: hearing from them again must not give them new work.
 */
export async function loseSilentAgents(tx: Tx, lostAfterSeconds: number): Promise<NamedAgent[]> {
  const lost = await tx.$queryRaw<NamedAgent[]>`
    UPDATE agents SET state = 'lost', updated_at = now(), version = version + 1
    WHERE state = 'active'
      AND last_heartbeat_at < now() - make_interval(secs => ${lostAfterSeconds}::double precision)
    RETURNING id, project_id AS "projectId", name`;
  await tx.$executeRaw`
    UPDATE attempts SET lease_until = now() - interval '1 millisecond' WHERE id IN (
      SELECT a.id FROM attempts a JOIN agents g ON g.id = a.agent_id
      WHERE a.ended_at IS NULL AND a.lease_until > now() AND g.state IN ('lost', 'draining', 'quarantined')
        AND g.last_heartbeat_at < now() - make_interval(secs => ${lostAfterSeconds}::double precision)
      FOR NO KEY UPDATE OF a SKIP LOCKED)`;
  return lost;
}

/** Whether any agent was heard of within so many seconds: then a server was there to hear it. */
export async function wasAnyHeard(tx: Tx, withinSeconds: number): Promise<boolean> {
  const heard = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM agents WHERE last_heartbeat_at > now() - make_interval(secs => ${withinSeconds}::double precision) LIMIT 1`;
  return heard.length > 0;
}

/**
 * Counts the silence of agents and live attempts from now. Of those in quarantine, whose state does not say that they
 * are lost, only of those that were heard of while a server was there to hear.
 */
export async function renewAll(
  tx: Tx,
  { leaseSeconds, lostAfterSeconds }: { leaseSeconds: number; lostAfterSeconds: number },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE agents SET last_heartbeat_at = now() WHERE state IN ('active', 'draining') OR (state = 'quarantined'
      AND last_heartbeat_at >= (SELECT max(last_heartbeat_at) FROM agents)
        - make_interval(secs => ${lostAfterSeconds}::double precision))`;
  await tx.$executeRaw`
    UPDATE attempts SET lease_until = greatest(lease_until, now() + make_interval(secs => ${leaseSeconds}::double precision))
    WHERE ended_at IS NULL`;
}

/** Draining agents that hold nothing any more are retired; each is returned once. */
export async function retireDrained(tx: Tx): Promise<NamedAgent[]> {
  return tx.$queryRaw<NamedAgent[]>`
    UPDATE agents SET state = 'retired', updated_at = now(), version = version + 1
    WHERE state = 'draining' AND load = 0
    RETURNING id, project_id AS "projectId", name`;
}

export async function findAgent(tx: Tx, id: string): Promise<Agent | null> {
  const row = await tx.agent.findUnique({ where: { id } });
  return row && toAgent(row, await factsOf(tx, [id]));
}

export async function listAgents(tx: Tx, query: AgentsQuery): Promise<Page<Agent>> {
  const found = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM agents WHERE ${all(conditions(query))} ORDER BY id DESC LIMIT ${query.limit + 1}`;
  const ids = found.map(({ id }) => id);
  const rows = await tx.agent.findMany({ where: { id: { in: ids } }, orderBy: { id: "desc" } });
  const facts = await factsOf(tx, ids);
  return toPage(rows, query.limit, (row) => toAgent(row, facts));
}

function conditions({ project, q, status, includeRetired, cursor }: AgentsQuery): Prisma.Sql[] {
  return [
    // An agent that serves every project is shown in each.
    ...(project ? [Prisma.sql`(project_id = ${project} OR project_id IS NULL)`] : []),
    ...(status ? [Prisma.sql`(${Prisma.join(status.map(statusIs), " OR ")})`] : []),
    ...(status || includeRetired ? [] : [Prisma.sql`state <> 'retired'`]),
    ...(q ? [Prisma.sql`name ILIKE ${`%${literally(q)}%`}`] : []),
    ...(cursor ? [Prisma.sql`id < ${cursor}`] : []),
  ];
}

/** `agentStatus` as a condition. */
function statusIs(status: AgentStatus): Prisma.Sql {
  if (status !== "idle" && status !== "running" && status !== "stale") return Prisma.sql`state = ${status}`;
  const stale = Prisma.sql`
    last_heartbeat_at < clock_timestamp() - make_interval(secs => ${staleAfterMs() / 1000}::double precision)`;
  if (status === "stale") return Prisma.sql`(state = 'active' AND ${stale})`;
  const load = status === "idle" ? Prisma.sql`load = 0` : Prisma.sql`load > 0`;
  return Prisma.sql`(state = 'active' AND NOT ${stale} AND ${load})`;
}

/** How many agents there are of each status, retired ones left out. */
export async function countAgents(
  tx: Tx,
  projectId: string | undefined,
): Promise<Record<AgentStatus, number>> {
  const rows = await tx.$queryRaw<{ state: string; silentMs: number; load: number }[]>`
    SELECT state, load, (extract(epoch FROM clock_timestamp() - last_heartbeat_at) * 1000)::float8 AS "silentMs"
    FROM agents
    WHERE state <> 'retired'
      AND (${projectId ?? null}::text IS NULL OR project_id IS NULL OR project_id = ${projectId ?? null})`;
  const counts = { idle: 0, running: 0, stale: 0, draining: 0, quarantined: 0, lost: 0, retired: 0 };
  for (const row of rows) counts[agentStatus(row, staleAfterMs())] += 1;
  return counts;
}

/** What is not in each agent's own row; silence by the database's clock. */
async function factsOf(tx: Tx, ids: string[]): Promise<Map<string, Facts>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.$queryRaw<(Facts & { id: string })[]>`
    SELECT g.id, (extract(epoch FROM clock_timestamp() - g.last_heartbeat_at) * 1000)::float8 AS "silentMs",
      (SELECT coalesce(sum(r.slots), 0)::int FROM ${LIVE_RESERVATIONS} AND r.agent_id = g.id) AS "reservedSlots",
      (SELECT jsonb_build_object('id', h.id, 'name', h.name) FROM host_requests r JOIN runner_hosts h ON h.id = r.host_id
        WHERE r.agent_id = g.id ORDER BY r.id DESC LIMIT 1) AS "runnerHost"
    FROM agents g WHERE g.id = ANY(${ids}::text[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

function toAgent(row: AgentRow, facts: Map<string, Facts>): Agent {
  const none = { silentMs: 0, reservedSlots: 0, runnerHost: null };
  const { silentMs, reservedSlots, runnerHost } = facts.get(row.id) ?? none;
  // Where it has left in quarantine, nobody comes to take off what is over.
  const hasLeft = row.state === "draining" || row.state === "retired";
  const isPast = hasLeft && row.stateUntil !== null && row.stateUntil.getTime() <= Date.now();
  return {
    id: row.id,
    projectId: row.projectId,
    name: row.name,
    type: row.type as Agent["type"],
    model: row.model,
    capabilities: row.capabilities,
    phaseAffinity: row.phaseAffinity,
    capacity: row.capacity,
    load: row.load,
    reservedSlots,
    labels: row.labels as Agent["labels"],
    host: row.host,
    runnerHost,
    status: agentStatus({ state: row.state, load: row.load, silentMs }, staleAfterMs()),
    statusReason: isPast ? null : row.stateReason,
    statusUntil: isPast ? null : (row.stateUntil?.toISOString() ?? null),
    isSilent: row.state !== "retired" && silentMs > lostAfterMs(),
    lastHeartbeatAt: row.lastHeartbeatAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
    version: row.version,
  };
}
