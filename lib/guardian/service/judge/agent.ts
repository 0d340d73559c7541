import type { Tx } from "@/lib/platform/db/transact";
import { findHostRequest, getTargetAgent, liftQuarantine, retireReplacement } from "@/lib/work/service";
import type { EffectRow } from "../../store/effects";
import type { Judgement, Reverting } from "./judgement";

export async function judgeQuarantine(
  tx: Tx,
  { actionId, entity, state }: EffectRow,
  { actor, reason }: Reverting,
): Promise<Judgement> {
  const agent = await getTargetAgent(tx, entity);
  const isLeaving = ["draining", "retired"].includes(agent.state) && agent.stateOwner === actionId;
  if (state !== "live" || (agent.state !== "quarantined" && !isLeaving)) {
    return { outcome: "already_gone", detail: `The agent is ${agent.state} by now.` };
  }
  if (agent.stateOwner !== actionId) {
    return { outcome: "conflict", detail: "Somebody else has put it into quarantine since (now theirs)." };
  }
  return {
    outcome: "reverted",
    detail: isLeaving
      ? "The agent is ending; should it come back, it gets tasks."
      : "The agent gets tasks again.",
    act: async () => {
      const isLifted = await liftQuarantine(tx, actor, entity, reason, actionId);
      return { state: isLifted ? "reverted" : "already_gone" };
    },
  };
}

export async function judgeStarted(
  tx: Tx,
  { refId, state }: EffectRow,
  { actor, reason }: Reverting,
): Promise<Judgement> {
  const request = refId ? await findHostRequest(tx, actor, refId) : null;
  const isOpen = request !== null && request.endedAt === null && (state === "pending" || state === "live");
  if (!isOpen) return { outcome: "already_gone", detail: "There is no new agent (any more)." };
  const detail =
    request.status === "done"
      ? `${request.agentName ?? "The new agent"} gets no new tasks, finishes what it has and ends.`
      : "The request for a new agent is taken back.";
  return {
    outcome: "reverted",
    detail,
    act: async () => {
      const end = await retireReplacement(tx, actor, request.id, reason);
      // It drains: the action is taken back once it has ended.
      if (end === "draining") return { state: "live", detail };
      return { state: end === "cancelled" ? "reverted" : "already_gone" };
    },
  };
}
