import { type Actor, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { requireProposer } from "../rules/approval";
import { requireMayRevert, requireRevertible } from "../rules/decisions";
import { STEP_SECONDS } from "../rules/release";
import type { Plan, RevertCause, RevertedEffect, RevertReport } from "../schema";
import * as store from "../store/action-rows";
import { type EffectRow, endEffect, listEffects } from "../store/effects";
import { judge, type Reverting } from "./judge";
import { readPlan } from "./plan";
import { stepOf, tell } from "./record";

/** What taking an action back would do to each of its effects, newest first. Nothing is done. */
export async function previewRevert(actor: Actor, id: string): Promise<RevertReport> {
  requireScope(actor, "work:read");
  return read(async (tx) => {
    const action = seenBy(actor, "action", await store.findAction(tx, id));
    requireRevertible(action);
    const how = { actor, reason: "", newTask: false, isStaged: isStaged(readPlan(action.plan)) };
    const effects: RevertedEffect[] = [];
    for (const effect of newestFirst(await listEffects(tx, id))) {
      const { act: _, ...judged } = await judge(tx, effect, how);
      effects.push(toReverted(effect, judged));
    }
    return { actionId: id, status: action.status, effects };
  });
}

/**
 * Takes an action back, effect by effect, newest first: its own overlays end, and whatever else changed meanwhile stays.
 * Throws `invalid_state` when there is nothing to take back, `forbidden` below the action's authority.
 */
export async function revertAction(
  actor: Actor,
  id: string,
  input: { reason: string; newTask?: boolean },
): Promise<RevertReport> {
  requireScope(actor, "guardian:act");
  requireProposer(actor);
  return transact("guardian.revert", async (tx) => {
    const action = seenBy(actor, "action", await store.lockAction(tx, id));
    requireMayRevert(actor, action);
    const { reason, newTask = false } = input;
    const how = { actor, reason, newTask, isStaged: isStaged(readPlan(action.plan)) };
    const effects = await revertAll(tx, await listEffects(tx, id), how);
    requireAny(effects);
    const cause = actor.kind === "system" ? "rollback" : "by_hand";
    const status = await close(tx, actor, action, { cause, reason, isStaged: how.isStaged });
    const report = effects.map(({ label, outcome, refId }) => ({ label, outcome, refId }));
    await tell(tx, actor, "guardian.intervention.reverted", action, {
      reason,
      cause,
      status,
      effects: report,
    });
    return { actionId: id, status, effects };
  });
}

async function revertAll(tx: Tx, all: EffectRow[], how: Reverting): Promise<RevertedEffect[]> {
  const reverted: RevertedEffect[] = [];
  for (const effect of newestFirst(all)) {
    const { act, ...judged } = await judge(tx, effect, how);
    const { detail } = judged;
    const end = act ? await act() : { state: judged.outcome };
    const refId = "refId" in end ? (end.refId ?? null) : null;
    const words = "detail" in end ? (end.detail ?? detail) : detail;
    await endEffect(tx, effect, { state: end.state, detail: words, refId: effect.refId ? null : refId });
    const outcome = end.state === "conflict" || end.state === "already_gone" ? end.state : judged.outcome;
    reverted.push({ ...toReverted(effect, { ...judged, outcome, detail: words }), refId });
  }
  return reverted;
}

/** What goes on for a while, as a drained agent or a staged release, is taken back when that has ended. */
async function close(
  tx: Tx,
  actor: Actor,
  { id, status: from }: store.ActionRow,
  { cause, reason, isStaged }: { cause: RevertCause; reason: string; isStaged: boolean },
): Promise<"reverting" | "reverted"> {
  const isOpen = (await listEffects(tx, id)).some(({ state }) => state === "live" || state === "pending");
  const status = isOpen ? "reverting" : "reverted";
  const changes = isOpen
    ? [store.CHANGE.reverting(cause), ...(isStaged ? [store.CHANGE.releaseIn(STEP_SECONDS)] : [])]
    : [store.CHANGE.reverted(cause)];
  await store.moveAction(tx, id, [from], status, stepOf(actor, reason), changes);
  return status;
}

/** Throws where nothing would come of it: then nothing is changed, and it can be tried again. */
function requireAny(effects: RevertedEffect[]): void {
  const isNothing = ({ outcome, refId }: RevertedEffect) =>
    outcome === "conflict" || (outcome === "not_revertible" && refId === null);
  if (!effects.every(isNothing)) return;
  const why = effects.map(({ detail }) => detail).join(" ");
  throw new AppError("invalid_state", `Nothing of it can be taken back now. ${why}`, {
    facts: { effects: effects.map(({ label, outcome, detail }) => ({ label, outcome, detail })) },
  });
}

function isStaged({ intervention }: Plan): boolean {
  return intervention.type === "pause" && intervention.release === "staged";
}

const newestFirst = (effects: EffectRow[]) => effects.toSorted((a, b) => b.number - a.number);

function toReverted(
  { number, kind, label }: EffectRow,
  {
    outcome,
    detail,
    offersNewTask = false,
  }: Pick<RevertedEffect, "outcome" | "detail"> & { offersNewTask?: boolean },
): RevertedEffect {
  return { number, kind, label, outcome, detail, offersNewTask, refId: null };
}
