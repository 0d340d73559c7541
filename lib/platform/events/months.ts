import { REALIGN_ACT } from "../audit/schema";
import * as audit from "../audit/service";
import { SYSTEM } from "../auth/actor";
import { transact } from "../db/transact";
import { env } from "../env";
import { log } from "../log";
import { dropMonths, makeMonths, realign } from "./store";

/** Months that are made ahead, beside the present one. */
const AHEAD = 2;

/**
 * Makes the partitions of the coming months and drops those that ended over EVENTS_KEEP_DAYS ago. Any replica,
 * any number of times.
 */
export async function keepMonths(): Promise<void> {
  const dropped = await transact("events.months", async (tx) => {
    await makeMonths(tx, AHEAD);
    return dropMonths(tx, env().EVENTS_KEEP_DAYS);
  });
  if (dropped.length > 0) log().info({ dropped }, "old events were dropped");
}

/** At the start: events that were restored from a dump of another server are brought in line with this one. */
export async function realignEvents(): Promise<void> {
  const isRestored = await transact("events.realign", async (tx) => {
    if (!(await realign(tx))) return false;
    // Batches that were sealed before name places that are no longer the same.
    await audit.append(tx, { actor: SYSTEM, act: REALIGN_ACT, entity: "events", projectId: null });
    return true;
  });
  if (isRestored)
    log().warn("events came from another database server; earlier cursors are not valid any more");
}
