// What each kind of intervention knows: what it would do, and how it is done.
import type { Actor } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import type { Intervention, Plan } from "../../schema";
import type { NewEffect } from "../../store/effects";

/** A plan without what is the same for every kind. */
export type Draft = Pick<Plan, "entity" | "label" | "projectId" | "effects" | "warnings"> & {
  targets: Pick<Plan["targets"][number], "kind" | "id" | "label">[];
  impact: Omit<Plan["impact"], "costUsd">;
  /** Running tasks that it ends: what they cost so far is told. */
  ends: string[];
  /** What it lays ends after a time. */
  isLasting: boolean;
};

/** Who does it, and in whose name what is laid stands. */
export interface Doer {
  actor: Actor;
  owner: { id: string; name: string; authority: number };
  reason: string;
  seconds: number;
}

export interface Act<Type extends Intervention["type"]> {
  /** Throws `not_found` for what is not there, `invalid_state` for what cannot be done now. */
  plan: (tx: Tx, actor: Actor, intervention: Extract<Intervention, { type: Type }>) => Promise<Draft>;
  /** Does what the plan says, no more; the caller has locked what it touches. */
  carryOut: (
    tx: Tx,
    doer: Doer,
    intervention: Extract<Intervention, { type: Type }>,
    plan: Pick<Plan, "effects" | "label" | "projectId">,
  ) => Promise<NewEffect[]>;
}

export const NOTHING = { stops: 0, holds: 0, slots: 0 } as const;

/** Whoever carries it out, with no further reach than the plan has: an approver may see more than who asked. */
export function within(actor: Actor, { projectId }: Pick<Plan, "projectId">): Actor {
  return projectId ? { ...actor, projectId } : actor;
}
