import { Prisma } from "@/lib/generated/prisma/client";
import { toPage } from "@/lib/platform/db/page";
import type { Tx } from "@/lib/platform/db/transact";
import { all } from "@/lib/platform/db/where";
import { env } from "@/lib/platform/env";
import type { Page } from "@/lib/platform/schema";
import { hostStatus } from "../rules";
import type { Host, HostsQuery, RegisterHost } from "../schema";

interface HostRow {
  id: string;
  projectId: string | null;
  name: string;
  machine: string | null;
  agentsMax: number;
  load: number;
  unheard: number;
  templates: Host["templates"];
  state: string;
  silentMs: number;
  lastHeartbeatAt: Date;
  createdAt: Date;
  version: number;
}

const COLUMNS =
  () => Prisma.sql`h.id, h.project_id AS "projectId", h.name, h.machine, h.agents_max AS "agentsMax",
  (SELECT count(*)::int FROM host_requests r WHERE r.host_id = h.id AND r.ended_at IS NULL) AS load,
  (SELECT count(*)::int FROM host_requests r JOIN agents g ON g.id = r.agent_id
    WHERE r.host_id = h.id AND r.ended_at IS NULL AND (g.state = 'retired' OR g.last_heartbeat_at
      < clock_timestamp() - make_interval(secs => ${env().AGENT_LOST_SECONDS}::double precision))) AS unheard,
  h.templates, h.state, (extract(epoch FROM clock_timestamp() - h.last_heartbeat_at) * 1000)::float8 AS "silentMs",
  h.last_heartbeat_at AS "lastHeartbeatAt", h.created_at AS "createdAt", h.version`;

/** Creates the host, or takes over the one that this key registered under the same name. */
export async function upsertHost(
  tx: Tx,
  id: string,
  ownerId: string,
  projectId: string | null,
  input: RegisterHost,
): Promise<{ id: string; wasOffline: boolean }> {
  const templates = JSON.stringify(input.templates);
  const [before] = await tx.$queryRaw<{ wasOffline: boolean }[]>`
    SELECT offline_at IS NOT NULL AS "wasOffline" FROM runner_hosts
    WHERE registered_by = ${ownerId} AND name = ${input.name} FOR NO KEY UPDATE`;
  const [row] = await tx.$queryRaw<[{ id: string }]>`
    INSERT INTO runner_hosts (id, project_id, name, machine, registered_by, agents_max, templates)
    VALUES (${id}, ${projectId}, ${input.name}, ${input.machine}, ${ownerId}, ${input.agentsMax}, ${templates}::jsonb)
    ON CONFLICT (registered_by, name) DO UPDATE SET project_id = excluded.project_id, machine = excluded.machine,
      agents_max = excluded.agents_max, templates = excluded.templates, state = 'active', last_heartbeat_at = now(),
      offline_at = NULL, updated_at = now(), version = runner_hosts.version + 1
    RETURNING id`;
  return { id: row.id, wasOffline: before?.wasOffline ?? false };
}

export async function findHost(tx: Tx, id: string): Promise<Host | null> {
  const [row] = await tx.$queryRaw<HostRow[]>`SELECT ${COLUMNS()} FROM runner_hosts h WHERE h.id = ${id}`;
  return row ? toHost(row) : null;
}

export interface HostOwner {
  id: string;
  projectId: string | null;
  ownerId: string;
  name: string;
  state: string;
}

export interface LockedHost extends HostOwner {
  /** Its silence was told, and it has not been heard of since. */
  isOffline: boolean;
}

/** The host's row, locked: what is asked of it is then counted one request at a time. */
export async function lockHost(tx: Tx, id: string): Promise<LockedHost | null> {
  const [row] = await tx.$queryRaw<LockedHost[]>`
    SELECT id, project_id AS "projectId", registered_by AS "ownerId", name, state, offline_at IS NOT NULL AS "isOffline"
    FROM runner_hosts WHERE id = ${id} FOR NO KEY UPDATE`;
  return row ?? null;
}

/** Notes a sign of life. */
export async function touchHost(tx: Tx, id: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE runner_hosts SET last_heartbeat_at = now(), offline_at = NULL WHERE id = ${id}`;
}

const silentFor = (seconds: number) =>
  Prisma.sql`last_heartbeat_at < now() - make_interval(secs => ${seconds}::double precision)`;

/** What the clock has to look after: draining hosts that are silent, and active ones whose silence was not told. */
export const hostIsDue = (afterSeconds: number) =>
  Prisma.sql`${silentFor(afterSeconds)} AND (state = 'draining' OR (state = 'active' AND offline_at IS NULL))`;

/** Notes that active hosts were not heard of for too long; each is returned once a silence. */
export async function noteSilentHosts(tx: Tx, afterSeconds: number): Promise<HostOwner[]> {
  return tx.$queryRaw<HostOwner[]>`
    UPDATE runner_hosts SET offline_at = now(), updated_at = now(), version = version + 1
    WHERE state = 'active' AND ${silentFor(afterSeconds)} AND offline_at IS NULL
    RETURNING id, project_id AS "projectId", registered_by AS "ownerId", name, state`;
}

/** Counts the silence of hosts from now; one whose silence was told is offline until it is heard of. */
export async function renewHosts(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    UPDATE runner_hosts SET last_heartbeat_at = now()
    WHERE state IN ('active', 'draining') AND offline_at IS NULL`;
}

/** Moves a host between stored states; false when it was in none of `from`. */
export async function moveHost(tx: Tx, id: string, from: string[], to: string): Promise<boolean> {
  const moved = await tx.$executeRaw`
    UPDATE runner_hosts SET state = ${to}, updated_at = now(), version = version + 1
    WHERE id = ${id} AND state = ANY(${from}::text[])`;
  return moved === 1;
}

/** Draining hosts that were not heard of for too long are retired; each is returned once. */
export async function retireSilentHosts(tx: Tx, afterSeconds: number): Promise<HostOwner[]> {
  return tx.$queryRaw<HostOwner[]>`
    UPDATE runner_hosts SET state = 'retired', updated_at = now(), version = version + 1
    WHERE state = 'draining' AND ${silentFor(afterSeconds)}
    RETURNING id, project_id AS "projectId", registered_by AS "ownerId", name, state`;
}

export async function listHosts(tx: Tx, query: HostsQuery): Promise<Page<Host>> {
  const where = all([
    // A host whose agents serve every project is shown in each.
    ...(query.project ? [Prisma.sql`(h.project_id IS NULL OR h.project_id = ${query.project})`] : []),
    ...(query.includeRetired ? [] : [Prisma.sql`h.state <> 'retired'`]),
    ...(query.cursor ? [Prisma.sql`h.id < ${query.cursor}`] : []),
  ]);
  const rows = await tx.$queryRaw<HostRow[]>`
    SELECT ${COLUMNS()} FROM runner_hosts h WHERE ${where} ORDER BY h.id DESC LIMIT ${query.limit + 1}`;
  return toPage(rows, query.limit, toHost);
}

function toHost({ state, silentMs, ...row }: HostRow): Host {
  const { AGENT_STALE_SECONDS, AGENT_LOST_SECONDS } = env();
  const limits = { staleAfterMs: AGENT_STALE_SECONDS * 1000, offlineAfterMs: AGENT_LOST_SECONDS * 1000 };
  return {
    ...row,
    status: hostStatus({ state, silentMs }, limits),
    lastHeartbeatAt: row.lastHeartbeatAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
  };
}
