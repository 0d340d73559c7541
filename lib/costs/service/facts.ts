// What rooms above base decisions on; asks nobody's right.
import { databaseNow } from "@/lib/platform/clock";
import type { Tx } from "@/lib/platform/db/transact";
import { splitSpan } from "../rules";
import { listLiveBudgets } from "../store/budgets";
import { sumSpent } from "../store/facts";
import { toBudget } from "./budget-reply";

export { sumSpentBySteps } from "../store/facts";

const HOUR_MS = 3_600_000;

/** USD of calls in the last hour, and since midnight in UTC. For thresholds, so floats will do. */
export async function readSpend(tx: Tx): Promise<{ usdPerHour: number; usdToday: number }> {
  const now = await databaseNow(tx);
  const midnight = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
  const hour = { from: new Date(now.getTime() - HOUR_MS), to: now };
  return {
    usdPerHour: await sumSpent(tx, { hours: null, rest: [hour] }),
    usdToday: await sumSpent(tx, splitSpan({ from: midnight, to: now })),
  };
}

export interface BudgetNow {
  id: string;
  scope: string;
  label: string;
  projectId: string | null;
  state: string;
  limitUsd: number;
  spentUsd: number;
}

/** Every budget as it stands in its present period. */
export async function readBudgetsNow(tx: Tx): Promise<BudgetNow[]> {
  return (await listLiveBudgets(tx)).map((row) => {
    const { id, scopeKind, scopeLabel, projectId } = row;
    const { state, limit, current } = toBudget(row);
    const limitUsd = Number(limit);
    const spentUsd = Number(current.spent);
    return { id, scope: scopeKind, label: scopeLabel, projectId, state, limitUsd, spentUsd };
  });
}
