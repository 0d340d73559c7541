// What became of everything that an action laid: overlays end by themselves, by others' hands, or with their agent.
import { SYSTEM } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import {
  findEndedOverlays,
  findHostRequest,
  getTargetAgent,
  getTargetTask,
  liftQuarantine,
  limitQuarantine,
  type OverlayKind,
  retireReplacement,
} from "@/lib/work/service";
import type { EffectState } from "../schema";
import type { ActionRow } from "../store/action-rows";
import type { readTimes } from "../store/due";
import { type EffectRow, listEffects } from "../store/effects";

interface Ending {
  state: EffectState;
  detail: string;
}

/** The action's times, by the clock, and its status. */
export type Times = Awaited<ReturnType<typeof readTimes>> & Pick<ActionRow, "status" | "expiresAt">;

export const TIME_OVER = "Its time was over.";

/** What has become of an effect that still lasts; null: it goes on as it did. */
export function findEnding(tx: Tx, effect: EffectRow, times: Times): Promise<Ending | null> {
  switch (effect.kind) {
    case "hold":
    case "priority_override":
    case "capacity_reservation":
      return endOfOverlay(tx, effect.kind, effect);
    case "agent_quarantined":
      return endOfQuarantine(tx, effect, times);
    case "task_requeued":
      return Promise.resolve(null);
    default:
      return endOfStart(tx, effect, times);
  }
}

async function endOfOverlay(tx: Tx, kind: OverlayKind, { refId, entity }: EffectRow): Promise<Ending | null> {
  const [ended] = await findEndedOverlays(tx, kind, [refId ?? ""]);
  if (!ended) return null;
  const isByHand = ended.endedBy !== SYSTEM.id;
  const detail = isByHand ? `Ended by ${ended.endedBy}.` : TIME_OVER;
  return { state: "ended", detail: isByHand || ended.isByTime ? detail : await whatIsOver(tx, kind, entity) };
}

/** Why an overlay ended by itself before its time. */
async function whatIsOver(tx: Tx, kind: OverlayKind, entity: string): Promise<string> {
  if (kind === "hold") return TIME_OVER;
  // A ticket's priority ends by time alone.
  if (kind === "priority_override")
    return entity.startsWith("task_") ? `Its task is ${(await getTargetTask(tx, entity)).state}.` : TIME_OVER;
  const isRetired = (await getTargetAgent(tx, entity)).state === "retired";
  return isRetired ? "Its agent is retired." : "Its ticket is closed.";
}

async function endOfQuarantine(
  tx: Tx,
  { actionId, entity }: EffectRow,
  { isOver, expiresAt }: Times,
): Promise<Ending | null> {
  const agent = await getTargetAgent(tx, entity);
  const isOwn = agent.stateOwner === actionId;
  if (isOwn && agent.state === "retired" && !isOver) {
    // Should it come back under its name, it is not out of it before its time.
    if (expiresAt) await limitQuarantine(tx, entity, actionId, expiresAt);
    return { state: "ended", detail: "Its agent is retired." };
  }
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
): Promise<Ending | null> {
  const request = await findHostRequest(tx, SYSTEM, refId ?? "");
  if (!request) return { state: "failed", detail: "The request is gone." };
  const { agentId, agentName, detail } = request;
  const hasEnded = request.endedAt !== null;
  if (request.status !== "done") {
    if (!hasEnded) return null;
    return { state: "failed", detail: detail ?? `The request for an agent was ${request.status}.` };
  }
  if (hasEnded || (agentId && (await getTargetAgent(tx, agentId)).state === "retired")) {
    const isWanted = status === "reverting";
    return { state: isWanted ? "reverted" : "ended", detail: `${agentName} has ended.` };
  }
  const before = (await listEffects(tx, actionId)).find(({ kind }) => kind === "agent_quarantined");
  const old = before ? await getTargetAgent(tx, before.entity) : null;
  // It has taken the place for good: there is nobody to give it back to.
  if (status === "executed" && old?.state === "retired") {
    return { state: "ended", detail: `${agentName} stays: the agent before it is retired.` };
  }
  if (isOver && status !== "reverting") {
    if (!old || old.isSilent)
      return { state: "ended", detail: `${agentName} stays: the agent before it is not heard of.` };
    await retireReplacement(tx, SYSTEM, refId ?? "", TIME_OVER);
    return { state: "ended", detail: `${TIME_OVER} ${agentName} finishes what it has and ends.` };
  }
  return state === "pending" ? { state: "live", detail: `${agentName} runs.` } : null;
}
