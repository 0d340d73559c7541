import { startLoop } from "@/lib/platform/jobs/loop";
import type { Stop } from "@/lib/platform/stop";
import { listPhases } from "../phases";
import { expireLeases, reviewAgents } from "./agents";
import { closeOverdueCancels } from "./cancel";

const TICK_MS = 500;

/** Checks the queue's configuration and starts its clock: lost agents, expired leases, overdue cancels. */
export function startWork(): Stop {
  listPhases();
  return startLoop("work clock", TICK_MS, async () => {
    await reviewAgents();
    await expireLeases();
    await closeOverdueCancels();
  });
}
