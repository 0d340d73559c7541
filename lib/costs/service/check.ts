import Big from "big.js";
import { type Actor, maySee, requireScope } from "@/lib/platform/auth/actor";
import { read } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { findPlaces, type Place } from "@/lib/work/service";
import { countedOf, remainingOf } from "../rules";
import type { BudgetCheck, CheckBudgets } from "../schema";
import { listCovering } from "../store/budgets";
import { findNorm } from "../store/norms";
import { findClaim } from "../store/reserve";
import { toBudget } from "./budget-reply";

/**
 * Whether there is money left for such a call: every budget that covers it and pauses has the amount asked about (of a
 * waiting task what like tasks cost, else anything) that is neither spent nor reserved for others. All of them count; shown are those that the actor may see.
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
    const named = seen("project", project)?.id ?? actor.projectId;
    const place = {
      projectId: task?.projectId ?? ticket?.projectId ?? named ?? agent?.projectId ?? null,
      ticketId: ticket?.id ?? task?.ticketId ?? null,
      agentId: agent?.id ?? task?.agentId ?? null,
      phase: query.phase ?? task?.phase ?? ticket?.phase ?? null,
    };
    const rows = await listCovering(tx, place);
    const claim = task && (await findClaim(tx, task.id));
    const own = (id: string) => (claim?.budgetIds.includes(id) ? claim.left : 0);
    const pausing = rows.filter(({ onExceed }) => onExceed === "pause");
    const expected = place.projectId && place.phase ? await findNorm(tx, place.projectId, place.phase) : null;
    // A task that waits is claimed only where what like tasks cost is left; one at work has reserved it.
    const amount = query.amount ?? (task && !claim ? expected : null) ?? 0;
    const left = pausing.map((row) => new Big(row.left).plus(own(row.id)).toFixed());
    return {
      isAllowed: left.every((usd) => new Big(usd).gt(0) && new Big(usd).gte(amount)),
      remaining: leastOf(rows.map((row) => remainingOf(countedOf(row), row.limit))),
      left: leastOf(left.map((usd) => (new Big(usd).gt(0) ? usd : "0"))),
      reserved: claim?.left ?? null,
      expected,
      budgets: rows.map(toBudget).filter(({ projectId }) => maySee(actor, projectId)),
    };
  });
}

function leastOf(amounts: string[]): string | null {
  return amounts.length > 0 ? amounts.reduce((a, b) => (new Big(a).lte(b) ? a : b)) : null;
}

/** An agent of no project works for all of them. */
function seenPlace(actor: Actor, kind: string, place: Place | undefined): Place {
  if (!place || !(place.projectId === null || maySee(actor, place.projectId))) {
    throw new AppError("not_found", `There is no such ${kind}.`);
  }
  return place;
}
