import type { Tx } from "../db/transact";

export interface QueueDepth {
  queue: string;
  waiting: number;
  active: number;
  failed: number;
}

/** How much each job queue holds, from the engine's own counts: the jobs themselves are not read. */
export async function listQueueDepths(tx: Tx): Promise<QueueDepth[]> {
  return tx.$queryRaw<QueueDepth[]>`
    SELECT name AS queue, queued_count AS waiting, active_count AS active, failed_count AS failed
    FROM pgboss.queue WHERE name NOT LIKE '\\_\\_pgboss%' ORDER BY name LIMIT 200`;
}

/** Webhook deliveries that still wait for their receiver, counted up to 10,000. */
export async function countPendingDeliveries(tx: Tx): Promise<number> {
  const [row] = await tx.$queryRaw<[{ n: number }]>`
    SELECT count(*)::int AS n FROM (SELECT 1 FROM webhook_deliveries WHERE state = 'pending' LIMIT 10000) AS waiting`;
  return row.n;
}
