import { type Actor, requireScope } from "@/lib/platform/auth/actor";
import { read } from "@/lib/platform/db/transact";
import { hasWholeHours, splitSpan } from "../rules";
import type { CostSummary, CostSummaryQuery } from "../schema";
import { type SumRow, sumCosts } from "../store/summary";
import { labelsOf } from "./names";
import { requireZone } from "./zones";

/** Groups shown; the total counts all. */
const GROUPS_MAX = 500;
const DAY_GROUPS_MAX = 5000;

/**
 * Sums by what was asked for: whole hours from the roll-up, what is left at the ends from the records. Days of a zone
 * that is half an hour off, and tasks, are summed from the records, and so are exact too.
 */
export async function getCostSummary(actor: Actor, asked: CostSummaryQuery): Promise<CostSummary> {
  requireScope(actor, "work:read");
  const query = { ...asked, ...(actor.projectId ? { project: actor.projectId } : {}) };
  if (query.by === "day") await requireZone(query.zone);
  const span = { from: query.from ? new Date(query.from) : null, to: query.to ? new Date(query.to) : null };
  const isOfTasks = query.by === "task" || query.task !== undefined;
  const isRaw = isOfTasks || (query.by === "day" && !hasWholeHours(query.zone));
  const spans = isRaw ? { hours: null, rest: [span] } : splitSpan(span);
  const limit = query.by === "day" ? DAY_GROUPS_MAX : GROUPS_MAX;
  return read(async (tx) => {
    const [total, ...rows] = await sumCosts(tx, query, spans, limit);
    if (!total) throw new Error("A sum without a total.");
    const labelOf = await labelsOf(tx, query.by, rows);
    const { by, from = null, to = null } = query;
    const items = rows.map((row) => {
      const key = row.key ?? "";
      return {
        key,
        label: labelOf(key),
        ...(row.model === null ? {} : { model: row.model }),
        ...toSums(row),
      };
    });
    return { by, from, to, total: toSums(total), items };
  });
}

const toCount = (count: bigint) => Math.min(Number(count), Number.MAX_SAFE_INTEGER);

function toSums(row: SumRow) {
  const { input, cacheRead, cacheWrite5m, cacheWrite1h, output } = row;
  return {
    calls: toCount(row.calls),
    unpricedCalls: toCount(row.unpricedCalls),
    tokens: {
      input: toCount(input),
      cacheRead: toCount(cacheRead),
      cacheWrite5m: toCount(cacheWrite5m),
      cacheWrite1h: toCount(cacheWrite1h),
      output: toCount(output),
    },
    totalCost: row.totalCost,
    assumedCost: row.assumedCost,
  };
}
