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

/**
 * The source whose word counts for each of these attempts: the one there is, else this one. Locks are taken in the
 * order of the attempts, so that recorders never wait in a circle.
 */
export async function settleSources(
  tx: Tx,
  source: string,
  attemptIds: readonly string[],
): Promise<Map<string, string>> {
  if (attemptIds.length === 0) return new Map();
  await tx.$executeRaw`
    INSERT INTO cost_sources (attempt_id, source)
    SELECT DISTINCT unnest(${[...attemptIds]}::text[]), ${source}::text ORDER BY 1 ON CONFLICT DO NOTHING`;
  const rows = await tx.$queryRaw<{ attemptId: string; source: string }[]>`
    SELECT attempt_id AS "attemptId", source FROM cost_sources WHERE attempt_id = ANY(${[...attemptIds]}::text[])`;
  return new Map(rows.map((row) => [row.attemptId, row.source]));
}

/** Notes models without a price; returns those that were not known to have none. */
export async function noteUnpriced(tx: Tx, all: readonly NewRecord[]): Promise<Unpriced[]> {
  const records = all.filter(({ totalCost }) => totalCost === null);
  if (records.length === 0) return [];
  return tx.$queryRaw<Unpriced[]>`
    INSERT INTO cost_unpriced (project_id, provider, model)
    SELECT DISTINCT "projectId", "provider", "model" FROM ${given(records)} ORDER BY 1, 2, 3
    ON CONFLICT DO NOTHING RETURNING project_id AS "projectId", provider, model`;
}

export interface Unpriced {
  projectId: string;
  provider: string;
  model: string;
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

/** Writes records and adds those that count to the roll-up, whose rows are locked in the order of their key. */
export async function insertRecords(tx: Tx, records: readonly NewRecord[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO cost_records (id, project_id, task_id, ticket_id, agent_id, attempt_id, phase, source, external_id,
      provider, model, raw_model, input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
      output_tokens, total_cost, reported_cost, status, price_version, occurred_at, assumed_cost, is_counted, is_sum,
      raw_provider, is_estimated, tier)
    SELECT "id", "projectId", "taskId", "ticketId", "agentId", "attemptId", "phase", "source", "externalId", "provider",
      "model", "rawModel", "input", "cacheRead", "cacheWrite5m", "cacheWrite1h", "output", "totalCost", "reportedCost",
      CASE WHEN "totalCost" IS NULL THEN 'unpriced' ELSE 'priced' END, "priceVersion", "occurredAt",
      "assumedCost", "isCounted", "isSum", "rawProvider", "isEstimated", "tier"
    FROM ${given(records)}`;
  await tx.$executeRaw`
    INSERT INTO cost_rollups AS r (project_id, hour, ticket_id, agent_id, phase, provider, model, calls, unpriced_calls,
      input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, total_cost,
      assumed_cost)
    SELECT "projectId", date_trunc('hour', "occurredAt", 'UTC'), coalesce("ticketId", ''), coalesce("agentId", ''),
      coalesce("phase", ''), "provider", "model", count(*), count(*) FILTER (WHERE "totalCost" IS NULL), sum("input"),
      sum("cacheRead"), sum("cacheWrite5m"), sum("cacheWrite1h"), sum("output"), coalesce(sum("totalCost"), 0),
      coalesce(sum("assumedCost"), 0)
    FROM ${given(records)} WHERE "isCounted" GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (project_id, hour, ticket_id, agent_id, phase, provider, model) DO UPDATE SET
      calls = r.calls + excluded.calls, unpriced_calls = r.unpriced_calls + excluded.unpriced_calls,
      input_tokens = r.input_tokens + excluded.input_tokens,
      cache_read_tokens = r.cache_read_tokens + excluded.cache_read_tokens,
      cache_write_5m_tokens = r.cache_write_5m_tokens + excluded.cache_write_5m_tokens,
      cache_write_1h_tokens = r.cache_write_1h_tokens + excluded.cache_write_1h_tokens,
      output_tokens = r.output_tokens + excluded.output_tokens, total_cost = r.total_cost + excluded.total_cost,
      assumed_cost = r.assumed_cost + excluded.assumed_cost`;
}

/** The months that the ledger has no part of its own for, though it should; each by its first day. */
export async function listMissingMonths(tx: Tx, ahead: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ month: string }[]>`
    SELECT month::text AS month FROM missing_cost_months(${ahead}::int) ORDER BY 1`;
  return rows.map(({ month }) => month);
}

/** Makes a month's part, and moves into it what the default part holds of it; false when it is there already. */
export async function makeMonth(tx: Tx, month: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<[{ isMade: boolean }]>`
    SELECT make_month_partition('cost_records', 'occurred_at', ${month}::date) AS "isMade"`;
  return row.isMade;
}
