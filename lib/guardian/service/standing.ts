// Keeps actions in step with what they laid.
import { SYSTEM } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import { easeHold, liftHold, readReleased } from "@/lib/work/service";
import { nextShare, STEP_SECONDS } from "../rules/release";
import type { RevertCause } from "../schema";
import * as store from "../store/action-rows";
import { readTimes } from "../store/due";
import { type EffectRow, endEffect, listEffects } from "../store/effects";
import { findEnding, TIME_OVER, type Times } from "./endings";
import { announce, stepOf, tell } from "./record";
import { stopFurther } from "./stop-attempts";

/** Notes what became of everything that an action laid, takes the next step of a staged release, and closes the action. */
export async function settleAction(tx: Tx, id: string): Promise<void> {
  const action = await store.lockAction(tx, id);
  if (!action) return;
  const times = { ...(await readTimes(tx, id)), status: action.status, expiresAt: action.expiresAt };
  await stopFurther(tx, action, times);
  if (times.isReleaseDue) await releaseFurther(tx, action);
  for (const effect of await listEffects(tx, id)) {
    if (effect.state !== "live" && effect.state !== "pending") continue;
    const ending = await findEnding(tx, effect, times);
    if (ending) await endEffect(tx, effect, ending);
  }
  await closeAction(tx, action, times);
}

async function releaseFurther(tx: Tx, action: store.ActionRow): Promise<void> {
  const step = stepOf(SYSTEM, null);
  for (const effect of await listEffects(tx, action.id)) {
    if (effect.kind !== "hold" || effect.state !== "live" || !effect.refId) continue;
    const next = nextShare(await readReleased(tx, effect.refId));
    if (next === null) {
      await liftHold(tx, effect.refId, "Let go in stages, to the end.");
      await endEffect(tx, effect, { state: "reverted", detail: "Let go in stages, to the end." });
      continue;
    }
    await easeHold(tx, effect.refId, next, SYSTEM);
    const note = `${next} % of it are let go.`;
    await store.moveAction(tx, action.id, ["reverting"], "reverting", { ...step, note }, [
      store.CHANGE.releaseIn(STEP_SECONDS),
    ]);
  }
}

async function closeAction(tx: Tx, before: store.ActionRow, times: Times): Promise<void> {
  const { id, status, ttlSeconds } = before;
  const effects = await listEffects(tx, id);
  const start = effects.find(({ kind }) => kind === "agent_started");
  const isPending = effects.some(({ state }) => state === "pending");
  if (status === "executing" && !isPending) await endExecuting(tx, before, start, effects);
  const isOpen = effects.some(({ state }) => state === "live" || state === "pending");
  const hasLaid = effects.some(({ state }) => state === "ended" || state === "reverted");
  // A replacement that brought no agent, and laid nothing else, has failed and stays so.
  if (isOpen || ttlSeconds === null || (start?.state === "failed" && !hasLaid)) return;
  const cause: RevertCause = times.isOver ? "expired" : "ended";
  const from: store.ActionRow["status"][] = ["executed", "reverting", "failed"];
  const step = stepOf(SYSTEM, whyClosed(before.revertCause ?? cause, effects));
  if (!(await store.moveAction(tx, id, from, "reverted", step, [store.CHANGE.reverted(cause)]))) return;
  const told = effects.map(({ label, state: outcome, refId }) => ({ label, outcome, refId }));
  const detail = { cause: before.revertCause ?? cause, status: "reverted", effects: told };
  const type = "guardian.intervention.reverted";
  // The decision to take it back is on the record already; that it is through is news for those who watch.
  if (status === "reverting") await announce(tx, SYSTEM, type, before, detail);
  else await tell(tx, SYSTEM, type, before, detail);
}

/** Of what ended one by one, what ended each. */
function whyClosed(cause: RevertCause, effects: EffectRow[]): string {
  const ends = effects.flatMap(({ state, detail }) => (state === "ended" && detail ? [detail] : []));
  return [WHY[cause], ...(cause === "ended" ? new Set(ends) : [])].join(" ");
}

const WHY: Record<RevertCause, string> = {
  expired: TIME_OVER,
  ended: "All that it laid has ended.",
  by_hand: "All of it is reverted.",
  rollback: "All of it is rolled back.",
};

/** The host has started the new agent, or will not; or all that a pause stops is told to. */
async function endExecuting(
  tx: Tx,
  action: store.ActionRow,
  start: EffectRow | undefined,
  effects: EffectRow[],
): Promise<void> {
  const { id, reason } = action;
  const message = start?.detail ?? null;
  if (start?.state === "failed") {
    const failed = store.CHANGE.failed(message ?? "No agent was started.");
    await store.moveAction(tx, id, ["executing"], "failed", stepOf(SYSTEM, message), [failed]);
    await tell(tx, SYSTEM, "guardian.intervention.failed", action, { reason, status: "failed", message });
    return;
  }
  await store.moveAction(tx, id, ["executing"], "executed", stepOf(SYSTEM, message));
  const done = effects.map(({ kind, entity, refId, label }) => ({ kind, entity, refId, label }));
  await tell(tx, SYSTEM, "guardian.intervention.completed", action, {
    reason,
    effects: done,
    ...(action.expiresAt ? { expiresAt: action.expiresAt.toISOString() } : {}),
  });
}
