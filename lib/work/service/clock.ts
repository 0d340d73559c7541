import { read } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { startLoop } from "@/lib/platform/jobs/loop";
import type { Stop } from "@/lib/platform/stop";
import { listPhases } from "../phases";
import { findDue } from "../store/due";
import { endQuarantines } from "./agents";
import { provideQueueGauges } from "./gauges";
import { endExpiredHolds, reviewHolds, settleHolds } from "./holds";
import { reviewHosts } from "./hosts";
import { expireLeases, renewAfterStart, reviewAgents } from "./lives";
import { endExpiredOverrides, endOverridesOfEnded } from "./overrides";
import { endExpiredReservations, endReservationsOfClosed } from "./reservations";
import { closeOverdueStops, endPastDeadline, stopOverTimeout, TIMEOUT_SLACK_SECONDS } from "./stops";
import { wordByWork } from "./wording";

const TICK_MS = 500;
const REVIEW_MS = 60_000;

/**
 * Checks the queue's configuration and starts its clocks: lost agents, expired leases, overlays and requests for
 * agents, overdue stops, timeouts and deadlines twice a second; a review of what is set aside under holds once a minute.
 */
export async function startWork(): Promise<Stop> {
  listPhases();
  provideQueueGauges();
  wordByWork();
  await renewAfterStart();
  const stops = [startLoop("work clock", TICK_MS, tick), startLoop("hold review", REVIEW_MS, reviewHolds)];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

/** Everything that time alone brings about. Any replica may run it: each effect can happen only once. */
export async function tick(): Promise<void> {
  const limits = { lostAfterSeconds: env().AGENT_LOST_SECONDS, slackSeconds: TIMEOUT_SLACK_SECONDS };
  const due = await read((tx) => findDue(tx, limits));
  if (due.silentAgents) await reviewAgents();
  if (due.quarantines) await endQuarantines();
  // Those of an agent that was just lost are over too.
  if (due.leases || due.silentAgents) await expireLeases();
  if (due.stops) await closeOverdueStops();
  if (due.timeouts) await stopOverTimeout();
  if (due.deadlines) await endPastDeadline();
  if (due.holds) await endExpiredHolds();
  if (due.overrides) await endExpiredOverrides();
  if (due.reservations) await endExpiredReservations();
  if (due.overridesOfEnded) await endOverridesOfEnded();
  if (due.reservationsOfClosed) await endReservationsOfClosed();
  if (due.hosts) await reviewHosts();
  if (due.unsettled || due.holds) await settleHolds();
}
