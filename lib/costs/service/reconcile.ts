import Big from "big.js";
import { type Actor, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { read } from "@/lib/platform/db/transact";
import { findPlaces, findStints } from "@/lib/work/service";
import type { CostReconciliation, CostSource, ReconcileQuery } from "../schema";
import { type SourceRow, sumBySource } from "../store/reconciliation";

type Attempt = CostReconciliation["attempts"][number];

/** What each source says of the attempts of a task, beside the one whose word counts. */
export async function reconcileCosts(
  actor: Actor,
  { task: taskId }: ReconcileQuery,
): Promise<CostReconciliation> {
  requireScope(actor, "work:read");
  return read(async (tx) => {
    seenBy(actor, "task", (await findPlaces(tx, [taskId])).get(taskId) ?? null);
    const stints = (await findStints(tx, [taskId])).get(taskId) ?? [];
    const rows = await sumBySource(tx, taskId);
    const counted = rows.filter(({ isCounted }) => isCounted);
    const attempts = [...Map.groupBy(rows, ({ attemptId }) => attemptId)].map(([attemptId, own]): Attempt => {
      const number = stints.find((stint) => stint.attemptId === attemptId)?.number ?? null;
      const main = attemptId === null ? undefined : own.find(({ isCounted }) => isCounted);
      return { attemptId, number, sources: own.map((row) => toSource(row, main)) };
    });
    return {
      taskId,
      calls: counted.reduce((sum, { calls }) => sum + calls, 0),
      unpricedCalls: counted.reduce((sum, { unpricedCalls }) => sum + unpricedCalls, 0),
      totalCost: counted.reduce((sum, { totalCost }) => sum.plus(totalCost), new Big(0)).toFixed(),
      // What belongs to no attempt comes last.
      attempts: attempts.sort((a, b) => (a.number ?? Infinity) - (b.number ?? Infinity)),
    };
  });
}

function toSource(row: SourceRow, main: SourceRow | undefined): Attempt["sources"][number] {
  const { attemptId: _, source, ...sums } = row;
  const isOther = main !== undefined && !row.isCounted;
  const isKnown = main?.unpricedCalls === 0 && row.unpricedCalls === 0;
  const difference = isOther && isKnown ? new Big(row.totalCost).minus(main.totalCost).toFixed() : null;
  return { ...sums, source: source as CostSource, difference };
}
