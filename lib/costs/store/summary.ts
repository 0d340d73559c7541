import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import { all } from "@/lib/platform/db/where";
import type { Span } from "../rules";
import type { CostSummaryQuery } from "../schema";
import { about, COST } from "./rows";

export interface SumRow {
  /** Null in the row of the total. */
  key: string | null;
  model: string | null;
  calls: bigint;
  unpricedCalls: bigint;
  input: bigint;
  cacheRead: bigint;
  cacheWrite5m: bigint;
  cacheWrite1h: bigint;
  output: bigint;
  totalCost: string;
  assumedCost: string;
}

const KEYS = {
  ticket: "ticket_id",
  agent: "agent_id",
  phase: "phase",
  task: "task_id",
  model: "model",
} as const;

/** The total, then up to `limit` groups, the dearest first and days in their order. */
export async function sumCosts(
  tx: Tx,
  query: CostSummaryQuery,
  spans: { hours: Span | null; rest: Span[] },
  limit: number,
): Promise<SumRow[]> {
  const { by, zone, split } = query;
  const key =
    by === "day" ? Prisma.sql`to_char(at AT TIME ZONE ${zone}, 'YYYY-MM-DD')` : Prisma.raw(KEYS[by]);
  const model = by === "day" && split ? Prisma.raw("model") : Prisma.sql`NULL::text`;
  const order = by === "day" ? Prisma.raw("key, model") : Prisma.raw("sum(total_cost) DESC, key");
  return tx.$queryRaw<SumRow[]>`
    WITH facts AS (${Prisma.join(facts(query, spans), " UNION ALL ")}),
      keyed AS (SELECT ${key} AS key, ${model} AS by_model, facts.* FROM facts)
    SELECT key, by_model AS model, coalesce(sum(calls), 0)::bigint AS calls,
      coalesce(sum(unpriced_calls), 0)::bigint AS "unpricedCalls", coalesce(sum(input_tokens), 0)::bigint AS input,
      coalesce(sum(cache_read_tokens), 0)::bigint AS "cacheRead",
      coalesce(sum(cache_write_5m_tokens), 0)::bigint AS "cacheWrite5m",
      coalesce(sum(cache_write_1h_tokens), 0)::bigint AS "cacheWrite1h",
      coalesce(sum(output_tokens), 0)::bigint AS output, trim_scale(coalesce(sum(total_cost), 0))::text AS "totalCost",
      trim_scale(coalesce(sum(assumed_cost), 0))::text AS "assumedCost"
    FROM keyed GROUP BY GROUPING SETS ((key, by_model), ())
    ORDER BY grouping(key) DESC, ${order} LIMIT ${limit + 1}`;
}

/** What is summed: whole hours from the roll-up, and what is left of the span from the records themselves. */
function facts(query: CostSummaryQuery, { hours, rest }: { hours: Span | null; rest: Span[] }): Prisma.Sql[] {
  const named = filters(query, "null");
  const tokens = Prisma.raw(
    "input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, output_tokens",
  );
  const rolled = hours && [
    Prisma.sql`SELECT hour AS at, ticket_id, agent_id, phase, '' AS task_id, model, calls, unpriced_calls, ${tokens},
      total_cost, assumed_cost
      FROM cost_rollups WHERE ${all([...filters(query, "empty"), ...within("hour", hours)])}`,
  ];
  const raw = rest.map(
    (span) => Prisma.sql`SELECT occurred_at AS at, coalesce(ticket_id, '') AS ticket_id,
      coalesce(agent_id, '') AS agent_id, coalesce(phase, '') AS phase,
      coalesce(task_id, '') AS task_id, model, 1::bigint AS calls, (${COST} IS NULL)::int::bigint AS unpriced_calls,
      ${tokens}, coalesce(${COST}, 0) AS total_cost,
      CASE WHEN ${COST} IS NULL THEN coalesce(assumed_cost, 0) ELSE 0 END AS assumed_cost
      FROM cost_records WHERE ${all([Prisma.raw("is_counted"), ...named, ...within("occurred_at", span)])}`,
  );
  return [...(rolled ?? []), ...raw];
}

function within(column: "hour" | "occurred_at", { from, to }: Span): Prisma.Sql[] {
  const name = Prisma.raw(column);
  return [...(from ? [Prisma.sql`${name} >= ${from}`] : []), ...(to ? [Prisma.sql`${name} < ${to}`] : [])];
}

function filters(query: CostSummaryQuery, none: "null" | "empty"): Prisma.Sql[] {
  const { project, model } = query;
  return [
    ...(project !== undefined ? [Prisma.sql`project_id = ${project}`] : []),
    ...about(query, none),
    ...(model !== undefined ? [Prisma.sql`model = ${model}`] : []),
  ];
}

/** Whether the database knows this zone; what it does not know would be an error in any statement. */
export async function knowsZone(tx: Tx, zone: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<[{ known: boolean }]>`
    SELECT EXISTS (SELECT 1 FROM pg_timezone_names WHERE lower(name) = lower(${zone})) AS known`;
  return row.known;
}
