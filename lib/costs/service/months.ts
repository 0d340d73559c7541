import { read, transact } from "@/lib/platform/db/transact";
import { log } from "@/lib/platform/log";
import { listMissingMonths, lockOutRecording, makeMonth } from "../store/insert";

/** Months that are made ahead, beside the present one. */
const AHEAD = 2;

/**
 * Makes the ledger's parts of coming months, and of those that something late came in for, each in a transaction of its
 * own: nobody records meanwhile, and an import of old transcripts may have filled years. Any replica, any time.
 */
export async function keepCostMonths(): Promise<void> {
  for (const month of await read((tx) => listMissingMonths(tx, AHEAD))) {
    const isMade = await transact("cost.months", async (tx) => {
      await lockOutRecording(tx);
      return makeMonth(tx, month);
    });
    if (isMade) log().info({ month }, "the ledger has a new month");
  }
}
