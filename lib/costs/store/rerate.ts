// Records that were rated by other prices, and what an adjustment writes.
import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import { all } from "@/lib/platform/db/where";
import type { Counts, RecordPosition, RecordRow } from "./records";
import { COST, type Move, moving } from "./rows";

export interface RatedRow
  extends Pick<
    RecordRow,
    | keyof Counts
    | "id"
    | "projectId"
    | "ticketId"
    | "agentId"
    | "phase"
    | "provider"
    | "model"
    | "rawModel"
    | "tier"
    | "isCounted"
    | "priceVersion"
    | "assumedCost"
    | "occurredAt"
  > {
  rawProvider: string | null;
  isSum: boolean;
  /** As it was rated last. */
  cost: string | null;
}

export interface RatedQuery {
  from: Date;
  to: Date | null;
  provider: string | undefined;
  model: string | undefined;
  /** Records that these prices rated are left out. */
  version: string;
}

/** The next records that other prices rated, in the order of their time; locked in it, when they are to change. */
export async function listRated(
  tx: Tx,
  query: RatedQuery,
  after: RecordPosition | null,
  limit: number,
  isLocking: boolean,
): Promise<RatedRow[]> {
  const { from, to, provider, model, version } = query;
  const where = all([
    Prisma.sql`occurred_at >= ${from}`,
    Prisma.sql`coalesce(adjusted_version, price_version) IS DISTINCT FROM ${version}`,
    ...(to ? [Prisma.sql`occurred_at < ${to}`] : []),
    ...(provider !== undefined ? [Prisma.sql`provider = ${provider}`] : []),
    ...(model !== undefined ? [Prisma.sql`(model = ${model} OR raw_model = ${model})`] : []),
    ...(after ? [Prisma.sql`(occurred_at, id) > (${after.at}, ${after.id})`] : []),
  ]);
  return tx.$queryRaw<RatedRow[]>`
    SELECT id, project_id AS "projectId", ticket_id AS "ticketId", agent_id AS "agentId", phase, provider, model,
      raw_provider AS "rawProvider", raw_model AS "rawModel", input_tokens AS input, cache_read_tokens AS "cacheRead",
      cache_write_5m_tokens AS "cacheWrite5m", cache_write_1h_tokens AS "cacheWrite1h", output_tokens AS output,
      is_sum AS "isSum", tier, is_counted AS "isCounted", ${COST}::text AS cost,
      coalesce(adjusted_version, price_version) AS "priceVersion", assumed_cost::text AS "assumedCost",
      occurred_at AS "occurredAt"
    FROM cost_records WHERE ${where} ORDER BY occurred_at, id LIMIT ${limit}
    ${isLocking ? Prisma.raw("FOR NO KEY UPDATE") : Prisma.empty}`;
}

export interface NewAdjustment {
  id: string;
  recordId: string;
  occurredAt: Date;
  fromCost: string | null;
  toCost: string;
  fromPriceVersion: string | null;
  toPriceVersion: string;
}

/** Adds adjustments of locked records, and notes each as its record's last. */
export async function adjust(
  tx: Tx,
  adjustments: readonly NewAdjustment[],
  about: { reason: string; actor: string },
): Promise<void> {
  await tx.$executeRaw`
    WITH given AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(adjustments)}::jsonb) AS given ("id" text, "recordId" text,
        "occurredAt" timestamptz(3), "fromCost" numeric(20,12), "toCost" numeric(20,12), "fromPriceVersion" text,
        "toPriceVersion" text)
    ), noted AS (
      UPDATE cost_records r SET adjusted_cost = given."toCost", adjusted_version = given."toPriceVersion"
      FROM given WHERE r.id = given."recordId" AND r.occurred_at = given."occurredAt"
    )
    INSERT INTO cost_adjustments (id, record_id, occurred_at, from_cost, to_cost, from_price_version, to_price_version,
      reason, actor)
    SELECT "id", "recordId", "occurredAt", "fromCost", "toCost", "fromPriceVersion", "toPriceVersion", ${about.reason},
      ${about.actor} FROM given`;
}

/** Moves the sums that records are in already; rows are locked in the order in which recorders lock them. */
export async function moveRollups(tx: Tx, moves: readonly Move[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO cost_rollups AS r (project_id, hour, ticket_id, agent_id, phase, provider, model, calls, unpriced_calls,
      input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, total_cost,
      assumed_cost)
    SELECT "projectId", date_trunc('hour', "occurredAt", 'UTC'), coalesce("ticketId", ''), coalesce("agentId", ''),
      coalesce("phase", ''), "provider", "model", 0, sum("unpriced"), 0, 0, 0, 0, 0, sum("cost"), sum("assumed")
    FROM ${moving(moves)} GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (project_id, hour, ticket_id, agent_id, phase, provider, model) DO UPDATE SET
      unpriced_calls = r.unpriced_calls + excluded.unpriced_calls, total_cost = r.total_cost + excluded.total_cost,
      assumed_cost = r.assumed_cost + excluded.assumed_cost`;
}

/** Forgets that these models have no price: should they lose it again, that is news again. */
export async function forgetUnpriced(tx: Tx, moves: readonly Move[]): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM cost_unpriced u USING (SELECT DISTINCT "projectId", "provider", "model" FROM ${moving(moves)}
      WHERE "unpriced" < 0 ORDER BY 1, 2, 3) AS priced
    WHERE (u.project_id, u.provider, u.model) = (priced."projectId", priced."provider", priced."model")`;
}
