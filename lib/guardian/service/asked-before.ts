import { isDeepStrictEqual } from "node:util";
import type { Actor } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import type { Plan } from "../schema";
import * as store from "../store/action-rows";
import { goStale } from "./decide";
import { findOvertaken } from "./overtaken";
import { readPlan } from "./plan";

/**
 * The caller's own proposal of the same that waits for a decision. One that approving would not carry out any more ends
 * as `stale`: what is asked for now takes its place. Whoever asks at the same time waits.
 */
export async function findAskedBefore(tx: Tx, actor: Actor, plan: Plan): Promise<store.ActionRow | null> {
  const of = { by: actor.id, actionType: plan.intervention.type, targetEntity: plan.entity };
  const same = (await store.lockWaiting(tx, of)).filter((row) => isSame(readPlan(row.plan), plan));
  const overtaken = await findOvertaken(tx, same);
  for (const row of same) {
    const change = overtaken.get(row.id);
    if (change) await goStale(tx, actor, row, change);
  }
  return same.find(({ id }) => !overtaken.has(id)) ?? null;
}

/** The same act for the same time; why, and after which alert, makes no other act of it. */
function isSame(one: Plan, other: Plan): boolean {
  return (
    one.expiresInSeconds === other.expiresInSeconds && isDeepStrictEqual(one.intervention, other.intervention)
  );
}
