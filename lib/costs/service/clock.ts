import { read, transact } from "@/lib/platform/db/transact";
import { startLoop } from "@/lib/platform/jobs/loop";
import type { Stop } from "@/lib/platform/stop";
import { checkPrices } from "../prices";
import { reactByCosts } from "../reactions";
import { lockBudget } from "../store/budgets";
import { listOverdue, listPaused } from "../store/periods";
import { resume } from "./periods";

const TICK_MS = 1000;

/** Checks the prices, listens to what runners report, and starts the clock that ends pauses with their period. */
export function startCosts(): Stop {
  checkPrices();
  reactByCosts();
  return startLoop("budget clock", TICK_MS, endOverPauses);
}

/** Ends the pauses of periods that are over. Any replica may run it: each ends once, under its budget's lock. */
export async function endOverPauses(): Promise<void> {
  for (const id of await read(listOverdue)) {
    await transact("budget.resume", async (tx) => {
      await lockBudget(tx, id);
      const paused = (await listPaused(tx, id)).filter(({ isOver }) => isOver);
      for (const period of paused) await resume(tx, period, "The next period has begun.");
    });
  }
}
