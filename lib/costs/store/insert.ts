import type { Tx } from "@/lib/platform/db/transact";
import { given, type NewRecord } from "./rows";

const BUDGETS_LOCK = 7_301_144_902;

/**
 * The database's instant, with a lock that records share: while a budget is being made none is written, so that each
 * is either in the sum that the budget begins with, or added to it.
 */
export async function beginRecording(tx: Tx): Promise<Date> {
  const [row] = await tx.$queryRaw<[{ now: Date }]>`
    SELECT pg_advisory_xact_lock_shared(${BUDGETS_LOCK})::text AS locked, clock_timestamp() AS now`;
  return row.now;
}

/** Waits for those who record, and lets nobody begin until the transaction ends. */
export async function lockOutRecording(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${BUDGETS_LOCK})`;
}

/** Takes the names of these calls, in one order, so that recorders never wait in a circle; returns the new ones' ids. */
export async function claimKeys(tx: Tx, records: readonly NewRecord[]): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO cost_keys (project_id, source, external_id, record_id)
    SELECT given."projectId", given."source", given."externalId", given."id" FROM ${given(records)}
    ORDER BY 1, 2, 3, 4 ON CONFLICT DO NOTHING RETURNING record_id AS id`;
  return new Set(rows.map(({ id }) => id));
}

export interface KnownKey {
  projectId: string;
  externalId: string;
  recordId: string;
}

export async function findKeys(tx: Tx, records: readonly NewRecord[]): Promise<KnownKey[]> {
  return tx.$queryRaw<KnownKey[]>`
    SELECT DISTINCT k.project_id AS "projectId", k.external_id AS "externalId", k.record_id AS "recordId"
    FROM ${given(records)} JOIN cost_keys k
      ON (k.project_id, k.source, k.external_id) = (given."projectId", given."source", given."externalId")`;
}

/** Writes records and adds them to the roll-up, whose rows are locked in the order of their key. */
export async function insertRecords(tx: Tx, records: readonly NewRecord[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO cost_records (id, project_id, task_id, ticket_id, agent_id, attempt_id, phase, source, external_id,
      provider, model, raw_model, input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
      output_tokens, total_cost, reported_cost, status, price_version, occurred_at)
    SELECT "id", "projectId", "taskId", "ticketId", "agentId", "attemptId", "phase", "source", "externalId", "provider",
      "model", "rawModel", "input", "cacheRead", "cacheWrite5m", "cacheWrite1h", "output", "totalCost", "reportedCost",
      CASE WHEN "totalCost" IS NULL THEN 'unpriced' ELSE 'priced' END, "priceVersion", "occurredAt"
    FROM ${given(records)}`;
  await tx.$executeRaw`
    INSERT INTO cost_rollups AS r (project_id, hour, ticket_id, agent_id, phase, provider, model, calls, unpriced_calls,
      input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, total_cost)
    SELECT "projectId", date_trunc('hour', "occurredAt", 'UTC'), coalesce("ticketId", ''), coalesce("agentId", ''),
      coalesce("phase", ''), "provider", "model", count(*), count(*) FILTER (WHERE "totalCost" IS NULL), sum("input"),
      sum("cacheRead"), sum("cacheWrite5m"), sum("cacheWrite1h"), sum("output"), coalesce(sum("totalCost"), 0)
    FROM ${given(records)} GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (project_id, hour, ticket_id, agent_id, phase, provider, model) DO UPDATE SET
      calls = r.calls + excluded.calls, unpriced_calls = r.unpriced_calls + excluded.unpriced_calls,
      input_tokens = r.input_tokens + excluded.input_tokens,
      cache_read_tokens = r.cache_read_tokens + excluded.cache_read_tokens,
      cache_write_5m_tokens = r.cache_write_5m_tokens + excluded.cache_write_5m_tokens,
      cache_write_1h_tokens = r.cache_write_1h_tokens + excluded.cache_write_1h_tokens,
      output_tokens = r.output_tokens + excluded.output_tokens, total_cost = r.total_cost + excluded.total_cost`;
}
