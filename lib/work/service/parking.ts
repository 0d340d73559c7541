import type { Tx } from "@/lib/platform/db/transact";
import * as store from "../store/parking";

/** Kinds of tasks (project and phase, or * for all) that a budget could not carry, and those that it cannot now. */
interface BeyondBudget {
  before: string[];
  now: string[];
}

/** Tasks moved in one transaction: others wait for no longer than that takes. */
const BATCH = 2000;

/** Claims walk past fewer without anybody noticing; moving them to and fro would cost more. */
const MANY = 500;

/**
 * Sets aside tasks that a budget cannot carry any more, where they are many, and brings back those that it can again, a
 * batch of each; returns whether all of them have moved. Claims ask the budgets themselves: this decides nothing.
 */
export async function setAsideBeyond(
  tx: Tx,
  budgetId: string,
  { before, now }: BeyondBudget,
  many = MANY,
): Promise<{ hasParkedAll: boolean; hasBroughtBackAll: boolean; back: number }> {
  const isInTheWay = now.length > 0 && (await store.areMany(tx, budgetId, now, many));
  const parked = isInTheWay ? await store.parkKinds(tx, budgetId, now, BATCH) : 0;
  const again = before.filter((kind) => !now.includes(kind));
  // “All kinds” before and one now, or the other way round, name the same tasks.
  const back =
    again.length > 0 ? await store.unparkKinds(tx, budgetId, { groups: again, kept: now }, BATCH) : 0;
  return { hasParkedAll: parked < BATCH, hasBroughtBackAll: back < BATCH, back };
}
