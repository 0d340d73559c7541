import { transact } from "../db/transact";
import { IDEMPOTENCY_HOURS_KEPT } from "../http/idempotency";

/** Deletes what has served its time: idempotency keys, ended sessions, spent rate limits. */
export async function keepHouse(): Promise<void> {
  await transact("housekeeping", async (tx) => {
    await tx.$executeRaw`DELETE FROM idempotency_keys WHERE created_at < now() - make_interval(hours => ${IDEMPOTENCY_HOURS_KEPT})`;
    await tx.$executeRaw`DELETE FROM sessions WHERE expires_at < now()`;
    await tx.$executeRaw`DELETE FROM rate_limits WHERE expire < now()`;
  });
}
