import type { Tx } from "@/lib/platform/db/transact";
import { LIVE_HOLDS } from "./holds";

/** Counting stops here for each project and state, so that a scrape costs the same however long the queue is. */
export const COUNTED_MAX = 100_000;

export interface QueueFigures {
  pending: number;
  claimed: number;
  running: number;
  oldestPendingSeconds: number | null;
  liveAttempts: number;
  liveHolds: number;
}

/** The open part of the queue, read from indexes alone; finished tasks are never looked at. */
export async function readQueueFigures(tx: Tx): Promise<QueueFigures> {
  const [row] = await tx.$queryRaw<[QueueFigures]>`
    WITH counts AS (
      SELECT s.state, sum(c.n)::int AS n
      FROM projects p
      CROSS JOIN (VALUES ('pending'), ('claimed'), ('running')) AS s (state)
      CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM (
          SELECT 1 FROM tasks t WHERE t.project_id = p.id AND t.state = s.state LIMIT ${COUNTED_MAX}
        ) AS capped
      ) AS c
      GROUP BY s.state
    )
    SELECT coalesce((SELECT n FROM counts WHERE state = 'pending'), 0) AS pending,
      coalesce((SELECT n FROM counts WHERE state = 'claimed'), 0) AS claimed,
      coalesce((SELECT n FROM counts WHERE state = 'running'), 0) AS running,
      (SELECT extract(epoch FROM now() - min(o.enqueued_at))::float8 FROM projects p CROSS JOIN LATERAL (
        SELECT t.enqueued_at FROM tasks t WHERE t.project_id = p.id AND t.state = 'pending' ORDER BY t.id LIMIT 1
      ) AS o) AS "oldestPendingSeconds",
      (SELECT count(*)::int FROM attempts WHERE ended_at IS NULL) AS "liveAttempts",
      (SELECT count(*)::int FROM ${LIVE_HOLDS}) AS "liveHolds"`;
  return row;
}
