import type { Tx } from "@/lib/platform/db/transact";
import { type BudgetRow, findBudget } from "./budgets";

/** A budget that is in force, with its current period; null for one that is deleted, or that there is not. */
export async function findLiveBudget(tx: Tx, id: string): Promise<BudgetRow | null> {
  const [live] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM budgets WHERE id = ${id} AND deleted_at IS NULL`;
  return live ? findBudget(tx, id) : null;
}
