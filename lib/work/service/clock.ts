import { startLoop } from "@/lib/platform/jobs/loop";
import type { Stop } from "@/lib/platform/stop";
import { listPhases } from "../phases";
import { expireLeases, renewAfterStart, reviewAgents } from "./agents";
import { closeOverdueCancels } from "./cancel";

const TICK_MS = 500;

/** Checks the queue's configuration and starts its clock: lost agents, expired leases, overdue cancels. */
export async function startWork(): Promise<Stop> {
  listPhases();
  await renewAfterStart();
  return startLoop("work clock", TICK_MS, async () => {
    await reviewAgents();
    await expireLeases();
    await closeOverdueCancels();
  });
}
