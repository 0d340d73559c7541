import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import type { Reserved } from "../rules";
import {
  ENDS_AT_ONCE,
  expiry,
  isLive,
  type OverlayOwner,
  type OverlayRow,
  type StoredScope,
} from "./overlays";

/** Live reservations; `r` in a condition. */
export const LIVE_RESERVATIONS = Prisma.raw(`capacity_reservations r WHERE ${isLive("r")}`);

type EndedReservation = Pick<OverlayRow, "id" | "projectId" | "scopeLabel" | "owner">;

export async function insertReservation(
  tx: Tx,
  id: string,
  agent: { id: string; slots: number },
  scope: StoredScope,
  owner: OverlayOwner,
  end: { reason: string; seconds: number | undefined },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO capacity_reservations (id, project_id, agent_id, slots, scope_kind, scope_target, scope_label, reason,
      owner, owner_name, authority, expires_at)
    VALUES (${id}, ${scope.projectId}, ${agent.id}, ${agent.slots}, ${scope.kind}, ${scope.target}, ${scope.label},
      ${end.reason}, ${owner.id}, ${owner.name}, ${owner.authority}, ${expiry(end.seconds)})`;
}

/** The live reservations on these agents, oldest first. */
export async function listReserved(tx: Tx, agentIds: string[]): Promise<Reserved[]> {
  if (agentIds.length === 0) return [];
  return tx.$queryRaw<Reserved[]>`
    SELECT r.id, r.agent_id AS "agentId", r.slots, r.scope_kind AS kind, r.scope_target AS target,
      r.project_id AS "projectId"
    FROM ${LIVE_RESERVATIONS} AND r.agent_id = ANY(${agentIds}::text[]) ORDER BY r.id`;
}

/** A reservation `r` for a ticket `k` that is closed: its slots would serve nobody. */
export const IS_OF_CLOSED = Prisma.raw(
  "r.ended_at IS NULL AND r.scope_kind = 'ticket' AND k.id = r.scope_target AND k.status <> 'open'",
);

/** Ends what is reserved for tickets that are closed, the oldest first; what another replica ends is left to it. */
export async function endOfClosed(tx: Tx, by: string): Promise<EndedReservation[]> {
  return tx.$queryRaw<EndedReservation[]>`
    WITH due AS MATERIALIZED (
      SELECT r.id FROM capacity_reservations r, tickets k WHERE ${IS_OF_CLOSED}
      ORDER BY r.id LIMIT ${ENDS_AT_ONCE} FOR UPDATE OF r SKIP LOCKED)
    UPDATE capacity_reservations r SET ended_at = now(), ended_by = ${by} FROM due WHERE r.id = due.id
    RETURNING r.id, r.project_id AS "projectId", r.scope_label AS "scopeLabel", r.owner`;
}

/** Ends what is reserved on an agent that is gone. */
export async function endOfRetired(tx: Tx, by: string): Promise<EndedReservation[]> {
  return tx.$queryRaw<EndedReservation[]>`
    UPDATE capacity_reservations r SET ended_at = now(), ended_by = ${by} FROM agents g
    WHERE r.ended_at IS NULL AND g.id = r.agent_id AND g.state = 'retired'
    RETURNING r.id, r.project_id AS "projectId", r.scope_label AS "scopeLabel", r.owner`;
}
