// Keeps actions in step with what they laid: overlays end by themselves, by others' hands, or with their agent.
import { SYSTEM } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import {
  easeHold,
  findEndedOverlays,
  liftHold,
  liftQuarantine,
  type OverlayKind,
  retireReplacement,
} from "@/lib/work/service";
import { nextShare, STEP_SECONDS } from "../rules/release";
import type { EffectState, RevertCause } from "../schema";
import * as store from "../store/action-rows";
import { findStart, readTimes } from "../store/due";
import { type EffectRow, endEffect, listEffects } from "../store/effects";
import { getAgentFacts, readReleased } from "../store/facts";
import { announce, stepOf, tell } from "./record";

interface Change {
  state: EffectState;
  detail: string;
}

type Times = Awaited<ReturnType<typeof readTimes>> & { status: store.ActionRow["status"] };

const TIME_OVER = "Its time was over.";

/** Notes what became of everything that an action laid, takes the next step of a staged release, and closes the action. */
export async function settleAction(tx: Tx, id: string): Promise<void> {
  const action = await store.lockAction(tx, id);
  if (!action) return;
  const times = { ...(await readTimes(tx, id)), status: action.status };
  if (times.isReleaseDue) await releaseFurther(tx, action);
  for (const effect of await listEffects(tx, id)) {
    if (effect.state !== "live" && effect.state !== "pending") continue;
    const change = await findChange(tx, effect, times);
    if (change) await endEffect(tx, effect, change);
  }
  await closeAction(tx, action, times);
}

function findChange(tx: Tx, effect: EffectRow, times: Times): Promise<Change | null> {
  switch (effect.kind) {
    case "hold":
    case "priority_override":
    case "capacity_reservation":
      return endOfOverlay(tx, effect.kind, effect);
    case "agent_quarantined":
      return endOfQuarantine(tx, effect, times);
    default:
      return endOfStart(tx, effect, times);
  }
}

async function endOfOverlay(tx: Tx, kind: OverlayKind, { refId }: EffectRow): Promise<Change | null> {
  const [ended] = await findEndedOverlays(tx, kind, [refId ?? ""]);
  if (!ended) return null;
  const isByClock = ended.endedBy === SYSTEM.id;
  return { state: "ended", detail: isByClock ? TIME_OVER : `Ended by ${ended.endedBy}.` };
}

async function endOfQuarantine(
  tx: Tx,
  { actionId, entity }: EffectRow,
  { isOver }: Times,
): Promise<Change | null> {
  const agent = await getAgentFacts(tx, entity);
  const isOwn = agent.state === "quarantined" && agent.stateOwner === actionId;
  if (!isOwn) return { state: "ended", detail: `The agent is ${agent.state}, by another's decision.` };
  if (!isOver) return null;
  await liftQuarantine(tx, SYSTEM, entity, TIME_OVER, actionId);
  return { state: "ended", detail: TIME_OVER };
}

/** A new agent stays where the one that it replaces is gone: to end it too would leave nobody. */
async function endOfStart(
  tx: Tx,
  { state, refId, actionId }: EffectRow,
  { isOver, status }: Times,
): Promise<Change | null> {
  const request = await findStart(tx, refId ?? "");
  if (!request) return { state: "failed", detail: "The request is gone." };
  const { agentName, detail } = request;
  if (request.status !== "done") {
    if (!request.hasEnded) return null;
    return { state: "failed", detail: detail ?? `The request for an agent was ${request.status}.` };
  }
  if (request.hasEnded || request.agentState === "retired") {
    const isWanted = status === "reverting";
    return { state: isWanted ? "reverted" : "ended", detail: `${agentName} has ended.` };
  }
  if (isOver && status !== "reverting") {
    const old = (await listEffects(tx, actionId)).find(({ kind }) => kind === "agent_quarantined");
    const isGone = !old || (await getAgentFacts(tx, old.entity)).isSilent;
    if (isGone) return { state: "ended", detail: `${agentName} stays: the agent before it is not heard of.` };
    await retireReplacement(tx, SYSTEM, refId ?? "", TIME_OVER);
    return { state: "ended", detail: `${TIME_OVER} ${agentName} finishes what it has and ends.` };
  }
  return state === "pending" ? { state: "live", detail: `${agentName} runs.` } : null;
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
  if (status === "executing" && start?.state !== "pending") await endExecuting(tx, before, start, effects);
  const isOpen = effects.some(({ state }) => state === "live" || state === "pending");
  const hasLaid = effects.some(({ state }) => state === "ended" || state === "reverted");
  // A replacement that brought no agent, and laid nothing else, has failed and stays so.
  if (isOpen || ttlSeconds === null || (start?.state === "failed" && !hasLaid)) return;
  const cause: RevertCause = times.isOver ? "expired" : "ended";
  const from: store.ActionRow["status"][] = ["executed", "reverting", "failed"];
  const step = stepOf(SYSTEM, WHY[before.revertCause ?? cause]);
  if (!(await store.moveAction(tx, id, from, "reverted", step, [store.CHANGE.reverted(cause)]))) return;
  const told = effects.map(({ label, state: outcome, refId }) => ({ label, outcome, refId }));
  const detail = { cause: before.revertCause ?? cause, status: "reverted", effects: told };
  const type = "guardian.intervention.reverted";
  // The decision to take it back is on the record already; that it is through is news for those who watch.
  if (status === "reverting") await announce(tx, SYSTEM, type, before, detail);
  else await tell(tx, SYSTEM, type, before, detail);
}

const WHY: Record<RevertCause, string> = {
  expired: TIME_OVER,
  ended: "All that it laid has ended.",
  by_hand: "All of it is taken back.",
  rollback: "All of it is rolled back.",
};

/** The host has started the new agent, or will not. */
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
  await tell(tx, SYSTEM, "guardian.intervention.completed", action, { reason, effects: done });
}
