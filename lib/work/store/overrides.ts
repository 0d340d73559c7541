import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import type { Priority, TaskState } from "../schema";
import {
  ENDS_AT_ONCE,
  expiry,
  isLive,
  OVERLAY_COLUMNS,
  type OverlayOwner,
  type OverlayRow,
  type StoredScope,
} from "./overlays";
import { IS_REOPENABLE } from "./tasks";

/** Live overrides; `o` in a condition. */
export const LIVE_OVERRIDES = Prisma.raw(`priority_overrides o WHERE ${isLive("o")}`);

export async function insertOverride(
  tx: Tx,
  id: string,
  scope: StoredScope,
  priority: Priority,
  owner: OverlayOwner,
  end: { reason: string; seconds: number | undefined },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO priority_overrides (id, project_id, scope_kind, scope_target, scope_label, priority, reason, owner,
      owner_name, authority, expires_at)
    VALUES (${id}, ${scope.projectId}, ${scope.kind}, ${scope.target}, ${scope.label}, ${priority}, ${end.reason},
      ${owner.id}, ${owner.name}, ${owner.authority}, ${expiry(end.seconds)})`;
}

/**
 * Derives anew the priority that the queue obeys, of the unfinished tasks in a scope. A parked one comes back:
 * its hold may not cover the new priority, and the claim asks the holds anyway.
 */
export async function recomputePriorities(
  tx: Tx,
  scope: { kind: string; target: string | null },
): Promise<void> {
  // A task that is just being added to the ticket has read the overrides as they were: it is waited for.
  if (scope.kind === "ticket")
    await tx.$queryRaw`SELECT id FROM tickets WHERE id = ${scope.target} FOR UPDATE`;
  const target =
    scope.kind === "ticket" ? Prisma.sql`ticket_id = ${scope.target}` : Prisma.sql`id = ${scope.target}`;
  await tx.$executeRaw`
    UPDATE tasks SET effective_priority = coalesce(live_priority(id, ticket_id), priority), is_parked = false,
      updated_at = now(), version = version + 1
    WHERE ${target} AND finished_at IS NULL AND effective_priority <> coalesce(live_priority(id, ticket_id), priority)`;
}

/** An override `o` of a task `t` that has ended; one that can still be brought back keeps its place in the queue. */
export const IS_OF_ENDED = Prisma.sql`o.ended_at IS NULL AND o.scope_kind = 'task' AND t.id = o.scope_target
  AND t.finished_at IS NOT NULL AND NOT (${IS_REOPENABLE})`;

/** Ends overrides of tasks that have ended, the oldest first; those that another replica ends are left to it. */
export async function endOfEnded(tx: Tx, by: string): Promise<(OverlayRow & { state: TaskState })[]> {
  return tx.$queryRaw<(OverlayRow & { state: TaskState })[]>`
    WITH due AS MATERIALIZED (
      SELECT o.id, t.state FROM priority_overrides o, tasks t WHERE ${IS_OF_ENDED}
      ORDER BY o.id LIMIT ${ENDS_AT_ONCE} FOR UPDATE OF o SKIP LOCKED)
    UPDATE priority_overrides o SET ended_at = now(), ended_by = ${by} FROM due WHERE o.id = due.id
    RETURNING ${OVERLAY_COLUMNS}, due.state`;
}
