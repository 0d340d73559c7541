import type { Tx } from "@/lib/platform/db/transact";
import { AT_WORK } from "@/lib/work/schema";
import { findRepeat, getTargetTask, isReopenable, reopenWithin, rerunWithin } from "@/lib/work/service";
import type { EffectRow } from "../../store/effects";
import type { Judgement, Reverting } from "./judgement";

export async function judgeCancelled(
  tx: Tx,
  { entity }: EffectRow,
  { actor, reason }: Reverting,
): Promise<Judgement> {
  const { state } = await getTargetTask(tx, entity);
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

export async function judgeStopped(
  tx: Tx,
  { entity }: EffectRow,
  { actor, newTask }: Reverting,
): Promise<Judgement> {
  const { state } = await getTargetTask(tx, entity);
  const repeat = await findRepeat(tx, entity);
  if (repeat.id) return { outcome: "already_gone", detail: `A new task took its place: ${repeat.id}.` };
  if (AT_WORK.includes(state)) {
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

export function judgeRequeued({ state }: EffectRow): Judgement {
  if (state === "pending")
    return { outcome: "reverted", detail: "It was not told to stop yet, and goes on." };
  if (state === "already_gone")
    return { outcome: "already_gone", detail: "There was nothing to stop any more." };
  return { outcome: "not_revertible", detail: "Its task went back to the queue and goes on from there." };
}
