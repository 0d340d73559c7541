import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import type { CostRecordsQuery } from "../schema";
import { all, type NewRecord } from "./rows";

type Counts = Record<"input" | "cacheRead" | "cacheWrite5m" | "cacheWrite1h" | "output", bigint>;

export interface RecordRow extends Omit<NewRecord, keyof Counts>, Counts {
  status: string;
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
      cache_write_1h_tokens AS "cacheWrite1h", output_tokens AS output, trim_scale(total_cost)::text AS "totalCost",
      trim_scale(reported_cost)::text AS "reportedCost", status, price_version AS "priceVersion",
      occurred_at AS "occurredAt", recorded_at AS "recordedAt"
    FROM cost_records WHERE ${where} ORDER BY occurred_at DESC, id DESC LIMIT ${query.limit + 1}`;
}

function conditions(query: CostRecordsQuery): Prisma.Sql[] {
  const { project, ticket, agent, phase, model, task, status, from, to } = query;
  return [
    ...(project !== undefined ? [Prisma.sql`project_id = ${project}`] : []),
    ...(ticket !== undefined ? [Prisma.sql`ticket_id = ${ticket}`] : []),
    ...(agent !== undefined ? [Prisma.sql`agent_id = ${agent}`] : []),
    ...(phase !== undefined ? [Prisma.sql`phase = ${phase}`] : []),
    ...(model !== undefined ? [Prisma.sql`model = ${model}`] : []),
    ...(task !== undefined ? [Prisma.sql`task_id = ${task}`] : []),
    ...(status !== undefined ? [Prisma.sql`status = ${status}`] : []),
    ...(from !== undefined ? [Prisma.sql`occurred_at >= ${new Date(from)}`] : []),
    ...(to !== undefined ? [Prisma.sql`occurred_at < ${new Date(to)}`] : []),
  ];
}
