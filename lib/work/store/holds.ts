import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import type { Scoped } from "../rules";
import { expiry, isLive, type OverlayOwner, type StoredScope } from "./overlays";

const COUNT_MAX = 10_000;

/** Live holds; `h` in a condition. */
export const LIVE_HOLDS = Prisma.raw(`holds h WHERE ${isLive("h")}`);

/**
 * Neither a hold nor a budget, other than the one that is named, keeps the task `t` aside. Written out, since a function
 * of SQL with a query in it is called for each of a hundred thousand tasks.
 */
export const nothingKeeps = (butForBudget: string | null) => Prisma.sql`
  NOT EXISTS (SELECT 1 FROM ${LIVE_HOLDS} AND hold_covers(h, t, NULL))
  AND NOT EXISTS (SELECT 1 FROM budgets k WHERE k.parked_groups <> '{}' AND k.id IS DISTINCT FROM ${butForBudget}::text
    AND ('*' = ANY(k.parked_groups) OR t.project_id || ' ' || t.phase = ANY(k.parked_groups))
    AND budget_covers(k, t.project_id, t.ticket_id, NULL, t.phase))`;

export async function insertHold(
  tx: Tx,
  id: string,
  scope: StoredScope,
  owner: OverlayOwner,
  end: { reason: string; seconds: number | undefined },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO holds (id, project_id, scope_kind, scope_target, scope_label, reason, owner, owner_name, authority, expires_at)
    VALUES (${id}, ${scope.projectId}, ${scope.kind}, ${scope.target}, ${scope.label}, ${end.reason}, ${owner.id},
      ${owner.name}, ${owner.authority}, ${expiry(end.seconds)})`;
}

/** Pending tasks in the scope of each live hold, counted up to 10,000. */
export async function countHeld(tx: Tx, ids: string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ id: string; held: number }[]>`
    SELECT h.id, (SELECT count(*)::int FROM (
      SELECT 1 FROM tasks t WHERE t.state = 'pending' AND hold_covers(h, t, NULL)
      LIMIT ${COUNT_MAX}) AS counted) AS held
    FROM holds h WHERE h.id = ANY(${ids}::text[]) AND h.ended_at IS NULL`;
  return new Map(rows.map((row) => [row.id, row.held]));
}

/** A hold on this scope that nobody has laid, as `h` of one row. */
export function asHold({ kind, target, projectId }: Scoped): Prisma.Sql {
  const hold = { scope_kind: kind, scope_target: target, project_id: projectId, released_percent: 0 };
  return Prisma.sql`(SELECT jsonb_populate_record(NULL::holds, ${JSON.stringify(hold)}::jsonb) AS h)`;
}

/** Pending tasks that a hold on this scope would keep from being claimed, counted up to 10,000. */
export async function countCovered(tx: Tx, scope: Scoped): Promise<number> {
  const [row] = await tx.$queryRaw<[{ count: number }]>`
    SELECT count(*)::int AS count FROM (
      SELECT 1 FROM tasks t, ${asHold(scope)} AS one
      WHERE t.state = 'pending' AND hold_covers(one.h, t, NULL) LIMIT ${COUNT_MAX}) AS counted`;
  return row.count;
}

/** Whether a live hold stops exactly this scope already. */
export async function isHeld(tx: Tx, { kind, target, projectId }: Scoped): Promise<boolean> {
  const found = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM ${LIVE_HOLDS} AND h.scope_kind = ${kind} AND h.scope_target IS NOT DISTINCT FROM ${target}
      AND h.project_id IS NOT DISTINCT FROM ${projectId} LIMIT 1`;
  return found.length > 0;
}

/** The share that a hold has let go, in percent. */
export async function readReleased(tx: Tx, id: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ percent: number }[]>`
    SELECT released_percent AS percent FROM holds WHERE id = ${id}`;
  return row?.percent ?? 0;
}

export async function countLiveHolds(tx: Tx, projectId: string | undefined): Promise<number> {
  const [row] = await tx.$queryRaw<[{ count: number }]>`
    SELECT count(*)::int AS count FROM ${LIVE_HOLDS}
      AND (${projectId ?? null}::text IS NULL OR h.project_id IS NULL OR h.project_id = ${projectId ?? null})`;
  return row.count;
}

export interface UnsettledHold {
  id: string;
  isLive: boolean;
  /** It has let go of a share of its tasks. */
  isEased: boolean;
}

/** A hold whose tasks have yet to be set aside or brought back; locked, others skip it. */
export async function lockUnsettled(tx: Tx): Promise<UnsettledHold | null> {
  const [row] = await tx.$queryRaw<UnsettledHold[]>`
    SELECT id, ended_at IS NULL AS "isLive", released_percent > 0 AS "isEased" FROM holds WHERE NOT is_settled
    ORDER BY ended_at IS NULL, id LIMIT 1 FOR UPDATE SKIP LOCKED`;
  return row ?? null;
}

/** Has a live hold stop only the rest of its tasks; false when it has ended. */
export async function setReleased(tx: Tx, id: string, percent: number): Promise<boolean> {
  const set = await tx.$executeRaw`
    UPDATE holds SET released_percent = ${percent}::smallint WHERE id = ${id} AND ended_at IS NULL`;
  return set === 1;
}

export async function markSettled(tx: Tx, id: string, isSettled: boolean): Promise<void> {
  await tx.$executeRaw`UPDATE holds SET is_settled = ${isSettled} WHERE id = ${id}`;
}

/** Sets aside tasks in the hold's scope; returns how many. A hold on an agent stops no task. */
export async function parkTasks(tx: Tx, holdId: string, limit: number): Promise<number> {
  return tx.$executeRaw`
    UPDATE tasks SET is_parked = true WHERE id IN (
      SELECT t.id FROM tasks t JOIN holds h ON h.id = ${holdId}
      WHERE t.state = 'pending' AND NOT t.is_parked AND hold_covers(h, t, NULL)
      LIMIT ${limit} FOR UPDATE OF t SKIP LOCKED)`;
}

/** Brings back tasks that nothing keeps aside, of one ended hold's scope or (null) any; returns how many. */
export async function unparkTasks(tx: Tx, holdId: string | null, limit: number): Promise<number> {
  const scope = holdId
    ? Prisma.sql`AND EXISTS (SELECT 1 FROM holds h WHERE h.id = ${holdId} AND hold_covers(h, t, NULL))`
    : Prisma.empty;
  return tx.$executeRaw`
    UPDATE tasks SET is_parked = false WHERE id IN (
      SELECT t.id FROM tasks t WHERE t.is_parked ${scope} AND ${nothingKeeps(null)}
      ORDER BY t.id LIMIT ${limit} FOR UPDATE OF t)`;
}

/** Has live holds looked at again: tasks that came into their scope since would be in the way of claims. */
export async function unsettleLive(tx: Tx): Promise<void> {
  await tx.$executeRaw`UPDATE holds SET is_settled = false WHERE ended_at IS NULL AND is_settled`;
}
