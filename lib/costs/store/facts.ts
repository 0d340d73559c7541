// What conditions are asked about: what was spent lately, and how the budgets stand.
import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import { all } from "@/lib/platform/db/where";
import type { Span } from "../rules";
import { COST } from "./rows";

/** USD that calls of a span came to; what has no price is left out. Whole hours come from the roll-up. */
export async function sumSpent(
  tx: Tx,
  { hours, rest }: { hours: Span | null; rest: Span[] },
): Promise<number> {
  const parts = [
    ...(hours
      ? [Prisma.sql`SELECT total_cost AS cost FROM cost_rollups WHERE ${within("hour", hours)}`]
      : []),
    ...rest.map(
      (span) => Prisma.sql`
        SELECT ${COST} AS cost FROM cost_records WHERE is_counted AND ${within("occurred_at", span)}`,
    ),
  ];
  if (parts.length === 0) return 0;
  const [row] = await tx.$queryRaw<[{ spent: number }]>`
    SELECT coalesce(sum(cost), 0)::float8 AS spent FROM (${Prisma.join(parts, " UNION ALL ")}) AS facts`;
  return row.spent;
}

/** USD spent in each step of a span; steps in which nothing was spent are left out. */
export async function sumSpentBySteps(
  tx: Tx,
  from: Date,
  to: Date,
  stepSeconds: number,
): Promise<{ at: Date; spent: number }[]> {
  return tx.$queryRaw<{ at: Date; spent: number }[]>`
    SELECT date_bin(${stepSeconds}::int * interval '1 second', occurred_at, ${from}::timestamptz) AS at,
      coalesce(sum(${COST}), 0)::float8 AS spent
    FROM cost_records WHERE is_counted AND occurred_at >= ${from} AND occurred_at < ${to} GROUP BY 1 ORDER BY 1`;
}

function within(column: "hour" | "occurred_at", { from, to }: Span): Prisma.Sql {
  const name = Prisma.raw(column);
  return all([
    ...(from ? [Prisma.sql`${name} >= ${from}`] : []),
    ...(to ? [Prisma.sql`${name} < ${to}`] : []),
  ]);
}
