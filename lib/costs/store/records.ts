import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import { all } from "@/lib/platform/db/where";
import type { CostRecordsQuery } from "../schema";
import { about, COST, type NewRecord } from "./rows";

export type Counts = Record<"input" | "cacheRead" | "cacheWrite5m" | "cacheWrite1h" | "output", bigint>;

export interface RecordRow extends Omit<NewRecord, keyof Counts | "isSum" | "rawProvider">, Counts {
  /** What it costs as re-rated last; `firstCost` is what it was at first. */
  totalCost: string | null;
  firstCost: string | null;
  isAdjusted: boolean;
  recordedAt: Date;
}

/** Where a page begins: after this record, going back in time. */
export interface RecordPosition {
  at: Date;
  id: string;
}

/** One row more than asked for, where there is one. */
export async function listRecords(
  tx: Tx,
  query: CostRecordsQuery,
  after: RecordPosition | null,
): Promise<RecordRow[]> {
  const where = all([
    ...conditions(query),
    ...(after ? [Prisma.sql`(occurred_at, id) < (${after.at}, ${after.id})`] : []),
  ]);
  return tx.$queryRaw<RecordRow[]>`
    SELECT id, project_id AS "projectId", task_id AS "taskId", ticket_id AS "ticketId", agent_id AS "agentId",
      attempt_id AS "attemptId", phase, source, external_id AS "externalId", provider, model, raw_model AS "rawModel",
      input_tokens AS input, cache_read_tokens AS "cacheRead", cache_write_5m_tokens AS "cacheWrite5m",
      cache_write_1h_tokens AS "cacheWrite1h", output_tokens AS output, trim_scale(${COST})::text AS "totalCost",
      trim_scale(total_cost)::text AS "firstCost", adjusted_cost IS NOT NULL AS "isAdjusted",
      trim_scale(reported_cost)::text AS "reportedCost",
      CASE WHEN ${COST} IS NULL THEN trim_scale(assumed_cost)::text END AS "assumedCost",
      coalesce(adjusted_version, price_version) AS "priceVersion", is_counted AS "isCounted",
      is_estimated AS "isEstimated", tier, occurred_at AS "occurredAt", recorded_at AS "recordedAt"
    FROM cost_records WHERE ${where} ORDER BY occurred_at DESC, id DESC LIMIT ${query.limit + 1}`;
}

const COUNTED = Prisma.sql`is_counted`;
const PRICED = Prisma.sql`(total_cost IS NOT NULL OR adjusted_cost IS NOT NULL)`;
/** Said as the index of these says it. */
const UNPRICED = Prisma.sql`total_cost IS NULL AND adjusted_cost IS NULL`;

function conditions(query: CostRecordsQuery): Prisma.Sql[] {
  const { project, model, source, counted, status, from, to } = query;
  return [
    ...(project !== undefined ? [Prisma.sql`project_id = ${project}`] : []),
    ...about(query),
    ...(model !== undefined ? [Prisma.sql`model = ${model}`] : []),
    ...(source !== undefined ? [Prisma.sql`source = ${source}`] : []),
    ...(counted !== undefined ? [counted === "true" ? COUNTED : Prisma.sql`NOT is_counted`] : []),
    ...(status !== undefined ? [status === "priced" ? PRICED : UNPRICED] : []),
    ...(from !== undefined ? [Prisma.sql`occurred_at >= ${new Date(from)}`] : []),
    ...(to !== undefined ? [Prisma.sql`occurred_at < ${new Date(to)}`] : []),
  ];
}

export type ToldRow = Pick<
  RecordRow,
  | keyof Counts
  | "id"
  | "projectId"
  | "taskId"
  | "ticketId"
  | "agentId"
  | "phase"
  | "rawModel"
  | "reportedCost"
  | "occurredAt"
  | "recordedAt"
  | "tier"
> & { rawProvider: string | null };

/** What was told of these records. */
export async function findTold(tx: Tx, ids: string[]): Promise<ToldRow[]> {
  return tx.$queryRaw<ToldRow[]>`
    SELECT id, project_id AS "projectId", task_id AS "taskId", ticket_id AS "ticketId", agent_id AS "agentId", phase,
      tier, raw_provider AS "rawProvider", raw_model AS "rawModel", input_tokens AS input, cache_read_tokens AS "cacheRead",
      cache_write_5m_tokens AS "cacheWrite5m", cache_write_1h_tokens AS "cacheWrite1h", output_tokens AS output,
      trim_scale(reported_cost)::text AS "reportedCost", occurred_at AS "occurredAt", recorded_at AS "recordedAt"
    FROM cost_records WHERE id = ANY(${ids}::text[])`;
}

export interface AdjustmentRow {
  recordId: string;
  fromCost: string | null;
  toCost: string;
  toPriceVersion: string;
  reason: string;
  actor: string;
  createdAt: Date;
}

/** How these records were re-rated, the first time first. */
export async function listAdjustments(tx: Tx, recordIds: string[]): Promise<AdjustmentRow[]> {
  if (recordIds.length === 0) return [];
  return tx.$queryRaw<AdjustmentRow[]>`
    SELECT record_id AS "recordId", trim_scale(from_cost)::text AS "fromCost", trim_scale(to_cost)::text AS "toCost",
      to_price_version AS "toPriceVersion", reason, actor, created_at AS "createdAt"
    FROM cost_adjustments WHERE record_id = ANY(${recordIds}::text[]) ORDER BY id`;
}
