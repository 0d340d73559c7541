import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import type { Reserved } from "../rules";
import { expiry, isLive, type OverlayOwner, type StoredScope } from "./overlays";

/** Live reservations; `r` in a condition. */
export const LIVE_RESERVATIONS = Prisma.raw(`capacity_reservations r WHERE ${isLive("r")}`);

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

/** Ends what is reserved on an agent that is gone. */
export async function endOfRetired(tx: Tx, by: string) {
  return tx.$queryRaw<{ id: string; projectId: string | null; scopeLabel: string; owner: string }[]>`
    UPDATE capacity_reservations r SET ended_at = now(), ended_by = ${by} FROM agents g
    WHERE r.ended_at IS NULL AND g.id = r.agent_id AND g.state = 'retired'
    RETURNING r.id, r.project_id AS "projectId", r.scope_label AS "scopeLabel", r.owner`;
}
