import { read, transact } from "@/lib/platform/db/transact";
import { startLoop } from "@/lib/platform/jobs/loop";
import type { Stop } from "@/lib/platform/stop";
import { checkPrices } from "../prices";
import { reactByCosts } from "../reactions";
import { lockBudget } from "../store/budgets";
import { listOverdue, listPaused } from "../store/periods";
import { provideCostGauges } from "./gauges";
import { keepCostMonths } from "./months";
import { reviewParking, settleParking } from "./parking";
import { resume } from "./periods";
import { endForgotten, forgetEnded } from "./reserve";

const TICK_MS = 1000;
const REVIEW_MS = 60_000;
const MONTHS_MS = 3_600_000;

/** Checks the prices, listens to what runners report, and starts the clocks of budgets, of what they reserve, and of months. */
export function startCosts(): Stop {
  checkPrices();
  provideCostGauges();
  reactByCosts();
  const stops = [
    startLoop("budget clock", TICK_MS, tickBudgets),
    startLoop("budget review", REVIEW_MS, async () => {
      await reviewParking();
      await forgetEnded();
    }),
    startLoop("cost months", MONTHS_MS, keepCostMonths),
  ];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

/** Everything that time alone brings about. Any replica may run it: each effect can happen only once. */
async function tickBudgets(): Promise<void> {
  await endOverPauses();
  await endForgotten();
  await settleParking();
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
