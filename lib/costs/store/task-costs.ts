// What tasks cost, as the ledger has it now: what counts of a record is its last adjustment, or its first cost.
import type { Tx } from "@/lib/platform/db/transact";

export interface TaskCost {
  taskId: string;
  provider: string;
  model: string;
  /** USD; null where no record of them has a price. */
  cost: string | null;
  /** USD of it for calls at the usual price: no batch, no dearer or cheaper tier. */
  usual: string;
  calls: number;
  /** Of the records those without a price. */
  unpriced: number;
  /** Of the records those that sum up several calls. */
  sums: number;
}

/** By task and model, of these tasks; none of them has records from before `since`. */
export async function sumByTask(tx: Tx, taskIds: string[], since: Date): Promise<TaskCost[]> {
  if (taskIds.length === 0) return [];
  return tx.$queryRaw<TaskCost[]>`
    SELECT task_id AS "taskId", provider, model, sum(coalesce(adjusted_cost, total_cost))::text AS cost,
      coalesce(sum(coalesce(adjusted_cost, total_cost)) FILTER (WHERE tier IS NULL), 0)::text AS usual,
      count(*)::int AS calls,
      (count(*) FILTER (WHERE coalesce(adjusted_cost, total_cost) IS NULL))::int AS unpriced,
      (count(*) FILTER (WHERE is_sum))::int AS sums
    FROM cost_records WHERE task_id = ANY(${taskIds}::text[]) AND is_counted AND occurred_at >= ${since}
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
}

/** USD of all that the ledger counts of these tasks. */
export async function sumOfTasks(tx: Tx, taskIds: string[]): Promise<string> {
  const [row] = await tx.$queryRaw<[{ cost: string }]>`
    SELECT trim_scale(coalesce(sum(coalesce(adjusted_cost, total_cost)), 0))::text AS cost
    FROM cost_records WHERE task_id = ANY(${taskIds}::text[]) AND is_counted`;
  return row.cost;
}

export interface AttemptCost {
  taskId: string;
  /** Null: told of the task alone. */
  attemptId: string | null;
  cost: string;
}

/** By attempt, of these tasks; none of them has records from before `since`. */
export async function sumByAttempt(tx: Tx, taskIds: string[], since: Date): Promise<AttemptCost[]> {
  return tx.$queryRaw<AttemptCost[]>`
    SELECT task_id AS "taskId", attempt_id AS "attemptId", sum(coalesce(adjusted_cost, total_cost))::text AS cost
    FROM cost_records WHERE task_id = ANY(${taskIds}::text[]) AND is_counted AND occurred_at >= ${since}
      AND coalesce(adjusted_cost, total_cost) IS NOT NULL
    GROUP BY 1, 2`;
}

export interface SingleCall {
  taskId: string;
  phase: string;
  provider: string;
  model: string;
  at: Date;
  prompt: number;
  cacheRead: number;
  output: number;
  usd: number;
}

/** A project's newest records that are one call each, of a task; estimates are made of them, so they are floats. */
export async function listSingleCalls(
  tx: Tx,
  projectId: string,
  since: Date,
  limit: number,
): Promise<SingleCall[]> {
  return tx.$queryRaw<SingleCall[]>`
    SELECT task_id AS "taskId", coalesce(phase, '') AS phase, provider, model, occurred_at AS at,
      (input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens)::float8 AS prompt,
      cache_read_tokens::float8 AS "cacheRead", output_tokens::float8 AS output,
      coalesce(adjusted_cost, total_cost, 0)::float8 AS usd
    FROM cost_records WHERE project_id = ${projectId} AND occurred_at >= ${since} AND is_counted AND NOT is_sum
      AND task_id IS NOT NULL
    ORDER BY occurred_at DESC, id DESC LIMIT ${limit}`;
}
