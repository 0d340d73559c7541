import type { Actor } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import type { ActionStatus, Plan } from "../schema";
import { type ActionRow, CHANGE, findAction, moveAction } from "../store/action-rows";
import { insertEffects } from "../store/effects";
import { actOf } from "./acts";
import { lockPlanned } from "./plan";
import { stepOf, tell } from "./record";

/**
 * Does what the action's plan says, in the caller's transaction, which has locked the action. What is laid is the
 * action's, with the authority of whoever carries it out.
 */
export async function execute(
  tx: Tx,
  actor: Actor,
  action: ActionRow,
  plan: Plan,
  from: ActionStatus,
): Promise<void> {
  const { id, reason } = action;
  await tell(tx, actor, "guardian.intervention.started", action, { reason });
  await lockPlanned(tx, plan);
  const owner = { id, name: action.initiatedByName, authority: actor.authority };
  const seconds = plan.expiresInSeconds ?? 0;
  const effects = await actOf(plan.intervention).carryOut(
    tx,
    { actor, owner, reason, seconds },
    plan.intervention,
    plan,
  );
  await insertEffects(tx, id, effects);
  // A replacement is done when its host has started the new agent, a stop when all attempts are told: until then it is
  // being executed.
  const isPending = effects.some(({ state }) => state === "pending");
  const to = isPending ? "executing" : "executed";
  await moveAction(tx, id, [from], to, stepOf(actor, null), [CHANGE.executed(actor.authority)]);
  const done = effects.map(({ kind, entity, refId = null, label }) => ({ kind, entity, refId, label }));
  if (plan.intervention.type === "reallocate") {
    const { slots, stops } = plan.impact;
    await tell(tx, actor, "guardian.resource.reallocated", action, { reason, slots, stops, effects: done });
  }
  if (!isPending) await tell(tx, actor, "guardian.intervention.completed", action, { reason, effects: done });
}

export async function getRow(tx: Tx, id: string): Promise<ActionRow> {
  const row = await findAction(tx, id);
  if (!row) throw new Error(`The action ${id} vanished.`);
  return row;
}
