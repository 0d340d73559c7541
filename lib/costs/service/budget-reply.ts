import { countedOf, remainingOf, stateOf } from "../rules";
import type { Budget, BudgetScope } from "../schema";
import type { BudgetRow } from "../store/budgets";

export function toBudget(row: BudgetRow): Budget {
  const { id, projectId, scopeLabel, limit, period, zone, onExceed, createdBy, version } = row;
  return {
    id,
    projectId,
    scope: toScope(row),
    scopeLabel,
    limit,
    period: period as Budget["period"],
    zone,
    warnAt: Number(row.warnAt),
    criticalAt: Number(row.criticalAt),
    onExceed: onExceed as Budget["onExceed"],
    state: stateOf(countedOf(row), row),
    current: {
      startsAt: row.startsAt.toISOString(),
      endsAt: row.endsAt?.toISOString() ?? null,
      spent: row.spent,
      assumed: row.assumed,
      reserved: row.reserved,
      left: onExceed === "pause" ? remainingOf("0", row.left) : remainingOf(row.spent, limit),
      unpricedCalls: Number(row.unpricedCalls),
      holdId: row.holdId,
    },
    createdBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version,
  };
}

/** The scope as it was asked for. */
function toScope({ scopeKind, scopeTarget, projectId }: BudgetRow): BudgetScope {
  const target = scopeTarget ?? "";
  switch (scopeKind) {
    case "project":
      return { kind: "project", projectId: projectId ?? "" };
    case "ticket":
      return { kind: "ticket", ticketId: target };
    case "agent":
      return { kind: "agent", agentId: target };
    case "phase":
      return { kind: "phase", phase: target, ...(projectId ? { projectId } : {}) };
    default:
      return { kind: "global" };
  }
}
