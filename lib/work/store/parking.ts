// Setting tasks aside that a budget cannot carry, as those under a hold are: the claim decides, this only helps it.
import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import { nothingKeeps } from "./holds";

const isOf = (groups: string[]) =>
  Prisma.sql`('*' = ANY(${groups}::text[]) OR t.project_id || ' ' || t.phase = ANY(${groups}::text[]))`;

/** Whether at least so many tasks of these kinds are in the way of claims. */
export async function areMany(tx: Tx, budgetId: string, groups: string[], many: number): Promise<boolean> {
  const [row] = await tx.$queryRaw<[{ count: number }]>`
    SELECT count(*)::int AS count FROM (
      SELECT 1 FROM tasks t JOIN budgets b ON b.id = ${budgetId}
      WHERE t.state = 'pending' AND t.open_dependencies = 0 AND NOT t.is_parked AND ${isOf(groups)}
        AND budget_covers(b, t.project_id, t.ticket_id, NULL, t.phase) LIMIT ${many}) AS found`;
  return row.count >= many;
}

/** Sets aside tasks of these kinds that the budget covers; returns how many. */
export async function parkKinds(tx: Tx, budgetId: string, groups: string[], limit: number): Promise<number> {
  return tx.$executeRaw`
    UPDATE tasks SET is_parked = true WHERE id IN (
      SELECT t.id FROM tasks t JOIN budgets b ON b.id = ${budgetId}
      WHERE t.state = 'pending' AND NOT t.is_parked AND ${isOf(groups)}
        AND budget_covers(b, t.project_id, t.ticket_id, NULL, t.phase)
      LIMIT ${limit} FOR UPDATE OF t SKIP LOCKED)`;
}

/**
 * Brings back the first of the tasks of these kinds, other than those of `kept`, that neither a hold nor another budget
 * keeps; returns how many.
 */
export async function unparkKinds(
  tx: Tx,
  budgetId: string,
  { groups, kept }: { groups: string[]; kept: string[] },
  limit: number,
): Promise<number> {
  return tx.$executeRaw`
    UPDATE tasks SET is_parked = false WHERE id IN (
      SELECT t.id FROM tasks t JOIN budgets b ON b.id = ${budgetId}
      WHERE t.is_parked AND ${isOf(groups)} AND NOT ${isOf(kept)}
        AND budget_covers(b, t.project_id, t.ticket_id, NULL, t.phase)
        AND ${nothingKeeps(budgetId)}
      ORDER BY t.queue_band, t.queue_at, t.id LIMIT ${limit} FOR UPDATE OF t)`;
}
