import { startLoop } from "@/lib/platform/jobs/loop";
import { expireLeases, reviewAgents } from "./agents";
import { closeOverdueCancels } from "./cancel";

const TICK_MS = 500;

/** Starts the queue's clock: lost agents, expired leases, overdue cancels. */
export function startWorkClock(): () => Promise<void> {
  return startLoop("work clock", TICK_MS, async () => {
    await reviewAgents();
    await expireLeases();
    await closeOverdueCancels();
  });
}
