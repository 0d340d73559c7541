// The second half of a stop. The hold is in force by then, so that nothing is claimed behind it; whoever carried it out
// goes on with this at once, and where that process has died the clock of any replica does.
import { type Actor, SYSTEM } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import { preemptWithin } from "@/lib/work/service";
import type { ActionRow } from "../store/action-rows";
import { type EffectRow, endEffect, listEffects } from "../store/effects";
import type { Times } from "./endings";

/** Attempts that are told in one transaction: their tasks are locked for no longer than that takes. */
const BATCH = 100;

/** An attempt that is to be told. */
export const isWaiting = ({ kind, state }: Pick<EffectRow, "kind" | "state">) =>
  kind === "task_requeued" && state === "pending";

/** Tells the next of an action's attempts to stop, and notes each. One that has ended meanwhile is left alone. */
export async function stopFurther(tx: Tx, action: ActionRow, { isOver }: Times): Promise<void> {
  const next = (await listEffects(tx, action.id)).filter(isWaiting).slice(0, BATCH);
  if (next.length === 0) return;
  const attempts = next.map(({ entity, refId }) => ({ taskId: entity, attemptId: refId ?? "" }));
  const { reason } = action;
  const stopped = new Set(isOver ? [] : await preemptWithin(tx, doerOf(action), attempts, { reason }));
  const gone = isOver
    ? "The pause was over before it was told to stop."
    : "It had ended, or was being stopped already.";
  for (const effect of next) {
    const isDone = stopped.has(effect.entity);
    await endEffect(tx, effect, isDone ? { state: "done" } : { state: "already_gone", detail: gone });
  }
}

/** Whoever decided it: in their name the attempts are stopped. */
function doerOf({ approvedBy, approvedByName, initiatedBy, initiatedByName }: ActionRow): Actor {
  const [id, name] = approvedBy ? [approvedBy, approvedByName] : [initiatedBy, initiatedByName];
  return { ...SYSTEM, id, name: name ?? id };
}
