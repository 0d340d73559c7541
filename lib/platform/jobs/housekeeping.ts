import { database } from "../db/client";
import { transact } from "../db/transact";
import { IDEMPOTENCY_HOURS_KEPT } from "../http/idempotency";
import { deleteOldDeliveries } from "../webhooks/store/deliveries";

/** Deletes what has served its time: idempotency keys, ended sessions, spent rate limits, old webhook deliveries. */
export async function keepHouse(): Promise<void> {
  await transact("housekeeping", async (tx) => {
    await tx.$executeRaw`DELETE FROM idempotency_keys WHERE created_at < now() - make_interval(hours => ${IDEMPOTENCY_HOURS_KEPT})`;
    await tx.$executeRaw`DELETE FROM sessions WHERE expires_at < now()`;
    await tx.$executeRaw`DELETE FROM rate_limits WHERE expire < now()`;
    await deleteOldDeliveries(tx);
  });
  await tidyEmbedded();
}

/** A server has its autovacuum; the embedded database has nobody to reclaim space and renew statistics. */
async function tidyEmbedded(): Promise<void> {
  const { kind, prisma } = await database();
  if (kind === "embedded") await prisma.$executeRaw`VACUUM (ANALYZE)`;
}
