import Big from "big.js";
import { type Actor, maySee, requireScope } from "@/lib/platform/auth/actor";
import { read } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { findPlaces, type Place } from "@/lib/work/service";
import { remainingOf } from "../rules";
import type { BudgetCheck, CheckBudgets } from "../schema";
import { listCovering } from "../store/budgets";
import { toBudget } from "./budget-reply";

/**
 * Whether there is money left for such a call: no budget that covers it and pauses is spent. All of them count; shown
 * are those that the actor may see.
 */
export async function checkBudgets(actor: Actor, query: CheckBudgets): Promise<BudgetCheck> {
  requireScope(actor, "work:read");
  return read(async (tx) => {
    const { task: taskId, ticket: ticketId, agent: agentId, project } = query;
    const places = await findPlaces(tx, [taskId, ticketId, agentId, project]);
    const seen = (kind: string, id: string | undefined) =>
      id ? seenPlace(actor, kind, places.get(id)) : null;
    const task = seen("task", taskId);
    const ticket = seen("ticket", ticketId);
    const agent = seen("agent", agentId);
    const own = seen("project", project)?.id ?? actor.projectId;
    const covering = await listCovering(tx, {
      projectId: task?.projectId ?? ticket?.projectId ?? own ?? agent?.projectId ?? null,
      ticketId: ticket?.id ?? task?.ticketId ?? null,
      agentId: agent?.id ?? task?.agentId ?? null,
      phase: query.phase ?? task?.phase ?? null,
    });
    const budgets = covering.map(toBudget);
    const left = budgets.map(({ limit, current }) => remainingOf(current.spent, limit));
    return {
      isAllowed: !budgets.some(({ state, onExceed }) => state === "exceeded" && onExceed === "pause"),
      remaining: left.length > 0 ? left.reduce((a, b) => (new Big(a).lte(b) ? a : b)) : null,
      budgets: budgets.filter(({ projectId }) => maySee(actor, projectId)),
    };
  });
}

/** An agent of no project works for all of them. */
function seenPlace(actor: Actor, kind: string, place: Place | undefined): Place {
  if (!place || !(place.projectId === null || maySee(actor, place.projectId))) {
    throw new AppError("not_found", `There is no such ${kind}.`);
  }
  return place;
}
