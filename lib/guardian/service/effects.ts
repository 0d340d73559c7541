// How each kind of effect is taken back. What would happen is worked out first, so that a preview says the same.
import type { Actor } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import {
  easeHold,
  findEndedOverlays,
  findHostRequest,
  isReopenable,
  liftHold,
  liftOverride,
  liftQuarantine,
  liftReservation,
  type OverlayKind,
  reopenWithin,
  rerunWithin,
  retireReplacement,
} from "@/lib/work/service";
import { nextShare } from "../rules/release";
import type { EffectState, RevertedEffect } from "../schema";
import type { EffectRow } from "../store/effects";
import { findRepeat, getAgentFacts, getTaskFacts } from "../store/facts";

export interface Reverting {
  actor: Actor;
  reason: string;
  /** Where a task cannot come back, one like it takes its place. */
  newTask: boolean;
  /** A pause that is let go in stages. */
  isStaged: boolean;
}

/** What taking back an effect would do, and the doing. */
export interface Judgement {
  outcome: RevertedEffect["outcome"];
  detail: string;
  offersNewTask?: boolean;
  /** Returns the effect's state from then on; what still goes on stays `live`. */
  act?: () => Promise<{ state: EffectState; refId?: string; detail?: string }>;
}

export function judge(tx: Tx, effect: EffectRow, how: Reverting): Promise<Judgement> | Judgement {
  switch (effect.kind) {
    case "hold":
    case "priority_override":
    case "capacity_reservation":
      return judgeOverlay(tx, { ...effect, kind: effect.kind }, how);
    case "task_cancelled":
      return judgeCancelled(tx, effect, how);
    case "task_stopped":
      return judgeStopped(tx, effect, how);
    case "task_requeued":
      return { outcome: "not_revertible", detail: "Its task went back to the queue and goes on from there." };
    case "agent_quarantined":
      return judgeQuarantine(tx, effect, how);
    case "agent_started":
      return judgeStarted(tx, effect, how);
  }
}

const LIFT = { hold: liftHold, priority_override: liftOverride, capacity_reservation: liftReservation };
const LIFTED: Record<OverlayKind, string> = {
  hold: "Everything is claimed again from the next claim on.",
  priority_override: "The priority that is below counts again; claimed work goes on.",
  capacity_reservation: "The slots serve any work again; what runs goes on.",
};

async function judgeOverlay(
  tx: Tx,
  { kind, refId, state }: EffectRow & { kind: OverlayKind },
  { actor, reason, isStaged }: Reverting,
): Promise<Judgement> {
  const id = refId ?? "";
  const [ended] = await findEndedOverlays(tx, kind, [id]);
  if (ended || state !== "live") return { outcome: "already_gone", detail: "It has ended already." };
  const first = kind === "hold" && isStaged ? nextShare(0) : null;
  if (first !== null) {
    return {
      outcome: "reverted",
      detail: `It comes back in stages: ${first} % now, the rest within minutes.`,
      act: async () => ({ state: (await easeHold(tx, id, first, actor)) ? "live" : "already_gone" }),
    };
  }
  return {
    outcome: "reverted",
    detail: LIFTED[kind],
    act: async () => ({ state: (await LIFT[kind](tx, id, reason, actor)) ? "reverted" : "already_gone" }),
  };
}

async function judgeCancelled(
  tx: Tx,
  { entity }: EffectRow,
  { actor, reason }: Reverting,
): Promise<Judgement> {
  const { state } = await getTaskFacts(tx, entity);
  if (state !== "cancelled") return { outcome: "already_gone", detail: `The task is ${state} by now.` };
  const repeat = await findRepeat(tx, entity);
  if (repeat.id) return { outcome: "already_gone", detail: `A new task took its place: ${repeat.id}.` };
  if (await isReopenable(tx, entity)) {
    return {
      outcome: "reverted",
      detail: "It is back in the queue, where it was.",
      act: async () => {
        if (await reopenWithin(tx, actor, entity, reason)) return { state: "reverted" };
        return { state: "conflict", detail: "The task changed at the same moment." };
      },
    };
  }
  return repeat.isTicketOpen
    ? {
        outcome: "reverted",
        detail: "Something followed from its end, so a new task like it takes its place.",
        act: async () => ({ state: "reverted", refId: await rerunWithin(tx, actor, entity, {}) }),
      }
    : { outcome: "conflict", detail: "Its ticket is not open any more (reopen it first)." };
}

async function judgeStopped(
  tx: Tx,
  { entity }: EffectRow,
  { actor, newTask }: Reverting,
): Promise<Judgement> {
  const { state } = await getTaskFacts(tx, entity);
  const repeat = await findRepeat(tx, entity);
  if (repeat.id) return { outcome: "already_gone", detail: `A new task took its place: ${repeat.id}.` };
  if (state === "claimed" || state === "running") {
    return {
      outcome: "conflict",
      detail: "It is still being stopped (now cancelling); try again in a moment.",
    };
  }
  if (!repeat.isTicketOpen) {
    return { outcome: "conflict", detail: "Its ticket is not open any more (reopen it first)." };
  }
  const what = "What was stopped does not come back";
  if (!newTask) {
    return {
      outcome: "not_revertible",
      detail: `${what}; a new task like it can take its place.`,
      offersNewTask: true,
    };
  }
  return {
    outcome: "not_revertible",
    detail: `${what}; a new task like it takes its place.`,
    offersNewTask: true,
    act: async () => ({ state: "not_revertible", refId: await rerunWithin(tx, actor, entity, {}) }),
  };
}

async function judgeQuarantine(
  tx: Tx,
  { actionId, entity, state }: EffectRow,
  { actor, reason }: Reverting,
): Promise<Judgement> {
  const agent = await getAgentFacts(tx, entity);
  if (state !== "live" || agent.state !== "quarantined") {
    return { outcome: "already_gone", detail: `The agent is ${agent.state} by now.` };
  }
  if (agent.stateOwner !== actionId) {
    return { outcome: "conflict", detail: "Somebody else has put it into quarantine since (now theirs)." };
  }
  return {
    outcome: "reverted",
    detail: "The agent gets tasks again.",
    act: async () => {
      const isLifted = await liftQuarantine(tx, actor, entity, reason, actionId);
      return { state: isLifted ? "reverted" : "already_gone" };
    },
  };
}

async function judgeStarted(
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
