import type { Tx } from "@/lib/platform/db/transact";

/** Moving slots waits here: each then sees what the one before has taken. */
export async function lockSlots(tx: Tx): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtext('guardian slots'))) AS waited`;
}
