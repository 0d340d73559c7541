// What follows when the spending of a period, or its budget, has changed. The budget's row is locked.
import { SYSTEM } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import type { EventType } from "@/lib/platform/events/schema";
import { publish } from "@/lib/platform/events/service";
import { formatZoned } from "@/lib/platform/instant";
import { formatUsd } from "@/lib/platform/money";
import { layHold, liftHold } from "@/lib/work/service";
import { countedOf, LEVELS, reachedLevels } from "../rules";
import * as store from "../store/periods";
import type { Move } from "../store/rows";

/** Puts what was just written to the budgets that pay for it; what they cross follows at once. */
export async function charge(tx: Tx, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return;
  const budgetIds = await store.lockCovering(tx, moves);
  if (budgetIds.length === 0) return;
  await settle(tx, await store.addToPeriods(tx, budgetIds, moves));
}

/** Tells of levels that are new, pauses what is exceeded, and ends the pause of what is not any more. */
export async function settle(tx: Tx, keys: readonly store.PeriodKey[]): Promise<void> {
  for (const period of await store.listPeriods(tx, keys)) {
    const reached = reachedLevels(countedOf(period), period);
    const fresh = reached.filter((level) => !period[level]);
    const known = LEVELS.filter((level) => period[level]);
    if (reached.join() !== known.join()) await store.markLevels(tx, period, reached);
    for (const level of fresh) await tell(tx, `cost.budget.${level}`, period);
    const isExceeded = reached.includes("exceeded");
    if (isExceeded && period.onExceed === "pause") await pause(tx, period);
    else
      await resume(
        tx,
        period,
        isExceeded ? "The budget only notifies now." : "Less is spent than the limit.",
      );
  }
}

/** A period that is over pauses nothing, however much late records add to it. */
async function pause(tx: Tx, period: store.PeriodRow): Promise<void> {
  if (period.holdId || period.isOver) return;
  const { scopeKind, scopeTarget: target, projectId, scopeLabel: label } = period;
  const owner = { id: period.budgetId, name: `Budget of ${label}` };
  const scope = { kind: scopeKind === "global" ? "all" : scopeKind, target, projectId, label };
  const { endsAt, zone } = period;
  const until = endsAt ? ` This hold ends with the period, on ${formatZoned(endsAt, zone)}.` : "";
  const reason = `The budget of ${formatUsd(period.limit)} is spent.${until}`;
  await store.setHold(tx, period, await layHold(tx, owner, scope, reason));
}

/** Ends the hold of a period, if it has one. */
export async function resume(tx: Tx, period: store.PeriodRow, reason: string): Promise<void> {
  if (!period.holdId) return;
  await liftHold(tx, period.holdId, reason);
  await store.setHold(tx, period, null);
  await tell(tx, "cost.budget.resumed", period, { reason });
}

async function tell(
  tx: Tx,
  type: EventType,
  period: store.PeriodRow,
  own: Record<string, unknown> = {},
): Promise<void> {
  const { budgetId: entity, projectId, scopeLabel, spent, assumed, limit, startsAt, endsAt } = period;
  const span = { startsAt: startsAt.toISOString(), endsAt: endsAt?.toISOString() ?? null };
  const payload = { label: scopeLabel, spent, assumed, limit, ...span, ...own };
  await publish(tx, SYSTEM, { type, entity, projectId, payload });
}
