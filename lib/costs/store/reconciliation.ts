import type { Tx } from "@/lib/platform/db/transact";
import { COST } from "./rows";

export interface SourceRow {
  attemptId: string | null;
  source: string;
  isCounted: boolean;
  calls: number;
  unpricedCalls: number;
  totalCost: string;
  reportedCost: string | null;
}

/** What each source told of each attempt of a task, in sum; what counts comes first. */
export async function sumBySource(tx: Tx, taskId: string): Promise<SourceRow[]> {
  return tx.$queryRaw<SourceRow[]>`
    SELECT attempt_id AS "attemptId", source, is_counted AS "isCounted", count(*)::int AS calls,
      count(*) FILTER (WHERE ${COST} IS NULL)::int AS "unpricedCalls",
      trim_scale(coalesce(sum(${COST}), 0))::text AS "totalCost", trim_scale(sum(reported_cost))::text AS "reportedCost"
    FROM cost_records WHERE task_id = ${taskId} GROUP BY 1, 2, 3 ORDER BY 1, 3 DESC, 2`;
}
