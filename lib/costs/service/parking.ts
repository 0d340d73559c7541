// Keeps out of the claims' way what budgets cannot carry: a hundred thousand dear tasks must not slow the cheap ones.
import { read, signalAfterCommit, type Tx, transact } from "@/lib/platform/db/transact";
import { setAsideBeyond } from "@/lib/work/service";
import { lockBudget } from "../store/budgets";
import * as store from "../store/parking";

/** Sets aside tasks, where they are `many`, and brings them back as the budgets' means change. Any replica may run it. */
export async function settleParking(many?: number): Promise<void> {
  for (const id of await read((tx) => store.listUnsettled(tx, false))) await settleBudget(id, many);
}

/** Sets aside what was created meanwhile under budgets that cannot carry it. */
export async function reviewParking(many?: number): Promise<void> {
  for (const id of await read((tx) => store.listUnsettled(tx, true))) await settleBudget(id, many);
}

/** All that must go, goes now; of what comes back a batch, which is more than a budget that was short can carry. */
async function settleBudget(id: string, many?: number): Promise<void> {
  for (let more = true; more; ) {
    more = await transact("budget.park", async (tx) => {
      await lockBudget(tx, id);
      return settleKinds(tx, id, many);
    });
  }
}

/** No kind of task: keeps what is set aside by then known, and has the next tick go on, whatever comes in between. */
const UNFINISHED = "";

/** Moves a batch of tasks for a locked budget; true when there are more to set aside. */
export async function settleKinds(tx: Tx, id: string, many?: number): Promise<boolean> {
  const beyond = await store.findBeyond(tx, id);
  if (!beyond) return false;
  const { now } = beyond;
  const before = beyond.before.filter((kind) => kind !== UNFINISHED);
  const { hasParkedAll, hasBroughtBackAll, back } = await setAsideBeyond(tx, id, { before, now }, many);
  const isDone = hasParkedAll && hasBroughtBackAll;
  await store.noteBeyond(tx, id, isDone ? now : [...new Set([...before, ...now]), UNFINISHED]);
  if (back > 0) signalAfterCommit(tx, { topic: "cost.reservation.ended", id });
  return !hasParkedAll;
}
