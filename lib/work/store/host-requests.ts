import { Prisma } from "@/lib/generated/prisma/client";
import { toPage } from "@/lib/platform/db/page";
import type { Tx } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import type { Page, PageQuery } from "@/lib/platform/schema";
import { type AgentFacts, agentStatus } from "../rules";
import type { HostRequest, HostRequestStatus } from "../schema";

interface RequestRow
  extends Omit<HostRequest, "agentStatus" | "createdAt" | "expiresAt" | "acceptedAt" | "endedAt"> {
  agent: AgentFacts | null;
  createdAt: Date;
  expiresAt: Date;
  acceptedAt: Date | null;
  endedAt: Date | null;
}

const COLUMNS =
  Prisma.raw(`r.id, r.host_id AS "hostId", r.project_id AS "projectId", r.template, r.status, r.reason,
  r.requested_by AS "requestedBy", r.requested_by_name AS "requestedByName", r.agent_id AS "agentId",
  (SELECT name FROM agents g WHERE g.id = r.agent_id) AS "agentName",
  (SELECT jsonb_build_object('state', g.state, 'load', g.load,
    'silentMs', extract(epoch FROM clock_timestamp() - g.last_heartbeat_at) * 1000)
    FROM agents g WHERE g.id = r.agent_id) AS agent, r.replaces,
  (SELECT name FROM agents g WHERE g.id = r.replaces) AS "replacesName", r.detail, r.created_at AS "createdAt",
  r.expires_at AS "expiresAt", r.accepted_at AS "acceptedAt", r.ended_at AS "endedAt"`);

export interface NewRequest {
  template: string;
  reason: string;
  expiresInSeconds: number;
  /** The agent in whose place it is asked for. */
  replaces?: string;
}

/** False when the agent that it is to replace has a replacement already. */
export async function insertRequest(
  tx: Tx,
  id: string,
  host: { id: string; projectId: string | null },
  by: { id: string; name: string },
  input: NewRequest,
): Promise<boolean> {
  const inserted = await tx.$executeRaw`
    INSERT INTO host_requests (id, host_id, project_id, template, reason, requested_by, requested_by_name, replaces, expires_at)
    VALUES (${id}, ${host.id}, ${host.projectId}, ${input.template}, ${input.reason}, ${by.id}, ${by.name},
      ${input.replaces ?? null}, now() + make_interval(secs => ${input.expiresInSeconds}::double precision))
    ON CONFLICT (replaces) WHERE ended_at IS NULL DO NOTHING`;
  return inserted === 1;
}

export async function findRequest(tx: Tx, hostId: string, id: string): Promise<HostRequest | null> {
  const [row] = await tx.$queryRaw<RequestRow[]>`
    SELECT ${COLUMNS} FROM host_requests r WHERE r.id = ${id} AND r.host_id = ${hostId}`;
  return row ? toRequest(row) : null;
}

/** What started the agent: the latest request that brought it. */
export async function findOrigin(
  tx: Tx,
  agentId: string,
): Promise<{ hostId: string; template: string } | null> {
  const [row] = await tx.$queryRaw<{ hostId: string; template: string }[]>`
    SELECT host_id AS "hostId", template FROM host_requests WHERE agent_id = ${agentId} ORDER BY id DESC LIMIT 1`;
  return row ?? null;
}

/** The request whose agent stands, or is to stand, in the place of this one. */
export async function findReplacementOf(tx: Tx, agentId: string): Promise<HostRequest | null> {
  const [row] = await tx.$queryRaw<RequestRow[]>`
    SELECT ${COLUMNS} FROM host_requests r WHERE r.replaces = ${agentId} AND r.ended_at IS NULL`;
  return row ? toRequest(row) : null;
}

/** On whatever host it is. */
export async function findAnyRequest(tx: Tx, id: string): Promise<HostRequest | null> {
  const [row] = await tx.$queryRaw<RequestRow[]>`SELECT ${COLUMNS} FROM host_requests r WHERE r.id = ${id}`;
  return row ? toRequest(row) : null;
}

/** The requests among these, newest first; of another host they are not found. */
export async function findRequests(tx: Tx, hostId: string, ids: string[]): Promise<HostRequest[]> {
  if (ids.length === 0) return [];
  const rows = await tx.$queryRaw<RequestRow[]>`
    SELECT ${COLUMNS} FROM host_requests r WHERE r.id = ANY(${ids}::text[]) AND r.host_id = ${hostId} ORDER BY r.id DESC`;
  return rows.map(toRequest);
}

export async function listRequests(tx: Tx, hostId: string, query: PageQuery): Promise<Page<HostRequest>> {
  const after = query.cursor ? Prisma.sql`AND r.id < ${query.cursor}` : Prisma.empty;
  const rows = await tx.$queryRaw<RequestRow[]>`
    SELECT ${COLUMNS} FROM host_requests r WHERE r.host_id = ${hostId} ${after}
    ORDER BY r.id DESC LIMIT ${query.limit + 1}`;
  return toPage(rows, query.limit, toRequest);
}

/** Requests that wait for this host, or were handed to it without its naming them since; oldest first. */
export async function listUnnamed(tx: Tx, hostId: string, named: string[]): Promise<HostRequest[]> {
  const rows = await tx.$queryRaw<RequestRow[]>`
    SELECT ${COLUMNS} FROM host_requests r
    WHERE r.host_id = ${hostId} AND r.ended_at IS NULL AND r.status IN ('requested', 'accepted')
      AND r.id <> ALL(${named}::text[]) ORDER BY r.id`;
  return rows.map(toRequest);
}

export interface RequestChange {
  to: HostRequestStatus;
  /** Whether it leaves its place on the host. */
  isEnded: boolean;
  agentId?: string;
  detail?: string;
}

/** Moves a live request from one of these states; false when it was in none. */
export async function moveRequest(
  tx: Tx,
  id: string,
  from: HostRequestStatus[],
  { to, isEnded, agentId, detail }: RequestChange,
): Promise<boolean> {
  const moved = await tx.$executeRaw`
    UPDATE host_requests SET status = ${to}, agent_id = coalesce(${agentId ?? null}, agent_id),
      detail = coalesce(${detail ?? null}, detail),
      accepted_at = CASE WHEN ${to} = 'accepted' THEN now() ELSE accepted_at END,
      ended_at = CASE WHEN ${isEnded} THEN now() END
    WHERE id = ${id} AND ended_at IS NULL AND status = ANY(${from}::text[])`;
  return moved === 1;
}

/** Agents of this host that lived and are not named any more have ended; each is returned once. */
export async function endUnnamed(tx: Tx, hostId: string, named: string[]): Promise<HostRequest[]> {
  return moved(
    tx,
    Prisma.sql`
    UPDATE host_requests r SET ended_at = now()
    WHERE r.host_id = ${hostId} AND r.status = 'done' AND r.ended_at IS NULL AND r.id <> ALL(${named}::text[])`,
  );
}

/** A host that was taken for gone names its agents again: they take their places again. */
export async function reviveNamed(tx: Tx, hostId: string, named: string[]): Promise<void> {
  if (named.length === 0) return;
  await tx.$executeRaw`
    UPDATE host_requests SET ended_at = NULL
    WHERE host_id = ${hostId} AND status = 'done' AND ended_at IS NOT NULL AND id = ANY(${named}::text[])`;
}

/** Gives up what waits for a host that starts no more agents; each is returned once. */
export async function failOpen(
  tx: Tx,
  hostId: string,
  statuses: HostRequestStatus[],
  detail: string,
): Promise<HostRequest[]> {
  return moved(
    tx,
    Prisma.sql`
    UPDATE host_requests r SET status = 'failed', detail = ${detail}, ended_at = now()
    WHERE r.host_id = ${hostId} AND r.ended_at IS NULL AND r.status = ANY(${statuses}::text[])`,
  );
}

/** Requests that no agent came from in time; each is returned once. */
export async function expireOpen(tx: Tx): Promise<HostRequest[]> {
  return moved(
    tx,
    Prisma.sql`
    UPDATE host_requests r SET status = 'expired', ended_at = now()
    WHERE r.status IN ('requested', 'accepted') AND r.ended_at IS NULL AND r.expires_at <= now()`,
  );
}

async function moved(tx: Tx, update: Prisma.Sql): Promise<HostRequest[]> {
  const rows = await tx.$queryRaw<RequestRow[]>`${update} RETURNING ${COLUMNS}`;
  return rows.map(toRequest);
}

function toRequest({ agent, ...row }: RequestRow): HostRequest {
  return {
    ...row,
    agentStatus: agent && agentStatus(agent, env().AGENT_STALE_SECONDS * 1000),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    acceptedAt: row.acceptedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}
