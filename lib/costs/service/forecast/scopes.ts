// What a forecast may be about, and the part of the queue that this is.
import type { Tx } from "@/lib/platform/db/transact";
import type { QueuePart } from "@/lib/work/service";
import { countedOf } from "../../rules";
import { type BudgetRow, listBudgets } from "../../store/budgets";
import type { About, BudgetTerms } from "./report";

export interface ForecastScope extends About {
  projectId: string | null;
  part: QueuePart;
  /** Of a budget's present period. */
  periodStart: Date | null;
}

export const ALL: ForecastScope = {
  scope: "all",
  label: "All work",
  projectId: null,
  part: {},
  budget: null,
  periodStart: null,
};

export function projectScope(id: string, name: string): ForecastScope {
  return { scope: id, label: name, projectId: id, part: { projectId: id }, budget: null, periodStart: null };
}

export function ticketScope(id: string, name: string, projectId: string | null): ForecastScope {
  return {
    scope: id,
    label: name,
    projectId,
    part: { projectId, ticketId: id },
    budget: null,
    periodStart: null,
  };
}

export function budgetScope(row: BudgetRow): ForecastScope {
  const { id, projectId, scopeKind, scopeTarget: target } = row;
  const narrow = {
    ticket: { ticketId: target },
    agent: { agentId: target },
    phase: { phase: target },
  }[scopeKind];
  return {
    scope: id,
    label: row.scopeLabel,
    projectId,
    part: { projectId, ...narrow },
    budget: termsOf(row),
    periodStart: row.startsAt,
  };
}

function termsOf(row: BudgetRow): BudgetTerms {
  return {
    budgetId: row.id,
    label: row.scopeLabel,
    period: row.period as BudgetTerms["period"],
    limit: row.limit,
    spent: countedOf(row),
    endsAt: row.endsAt?.toISOString() ?? null,
  };
}

/** Budgets that a forecast is worked out for, beside each other. */
const BUDGETS_MAX = 200;

export async function listBudgetScopes(tx: Tx, project: string | undefined, isOwnOnly: boolean) {
  const rows = await listBudgets(tx, { project, isOwnOnly, limit: BUDGETS_MAX });
  return rows.slice(0, BUDGETS_MAX).map(budgetScope);
}
