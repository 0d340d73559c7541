import type { Tx } from "./db/transact";

/** The database's own instant: the only clock that decides about leases, expiries and deadlines. */
export async function databaseNow(tx: Tx): Promise<Date> {
  const [row] = await tx.$queryRaw<[{ now: Date }]>`SELECT clock_timestamp() AS now`;
  return row.now;
}
