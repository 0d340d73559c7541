import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { sumOfTasks } from "@/lib/costs/service";
import type { Actor } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import { lockTargets, readVersions } from "@/lib/work/service";
import { needsApproval } from "../rules/approval";
import { type Intervention, Plan, type PlanTarget } from "../schema";
import { lockSlots } from "../store/slots";
import { actOf } from "./acts";
import { isStop } from "./acts/pause";

/** A plan as it is frozen: the text that is hashed, which an approval binds to. */
export interface FrozenPlan {
  plan: Plan;
  text: string;
  hash: string;
}

/** Works out what an intervention would do now. Throws for what is not there, has ended, or cannot be done. */
export async function makePlan(
  tx: Tx,
  actor: Actor,
  intervention: Intervention,
  options: { expiresInSeconds: number; approval?: "ask" | undefined },
): Promise<FrozenPlan> {
  const draft = await actOf(intervention).plan(tx, actor, intervention);
  const { ends, isLasting, targets, impact, ...rest } = draft;
  const now = await readVersions(tx, idsOf(targets));
  const plan: Plan = {
    ...rest,
    intervention,
    targets: targets.map((target) => ({
      ...target,
      state: null,
      version: null,
      ...(target.id ? now.get(target.id) : {}),
    })),
    impact: { ...impact, costUsd: ends.length > 0 ? await sumOfTasks(tx, ends) : "0" },
    needsApproval: [],
    expiresInSeconds: isLasting ? options.expiresInSeconds : null,
  };
  return freeze({ ...plan, needsApproval: needsApproval(plan, options.approval) });
}

/** What of these has a version. */
export const idsOf = (targets: readonly Pick<PlanTarget, "id">[]) =>
  targets.flatMap(({ id }) => (id ? [id] : []));

function freeze(plan: Plan): FrozenPlan {
  const text = canonicalize(plan) ?? "";
  return { plan, text, hash: createHash("sha256").update(text).digest("hex") };
}

/** The plan of a stored action. */
export function readPlan(text: string): Plan {
  return Plan.parse(JSON.parse(text));
}

/**
 * Locks what a plan touches, in the order that everybody keeps. What takes tasks from an agent locks those that it has by
 * then, and the agent after them, by itself; a replacement even begins with its host. A stop must hold nothing yet.
 */
export async function lockPlanned(tx: Tx, { intervention, targets, effects }: Plan): Promise<void> {
  if (intervention.type === "replace_agent" || isStop(intervention)) return;
  if (intervention.type === "reallocate") await lockSlots(tx);
  const tasks = [
    ...targets.flatMap(({ kind, id }) => (kind === "task" && id ? [id] : [])),
    ...effects.flatMap(({ kind, entity }) => (kind === "task_requeued" ? [entity] : [])),
  ];
  const isLater = intervention.type === "quarantine_agent";
  const agents = targets.flatMap(({ kind, id }) => (kind === "agent" && id && !isLater ? [id] : []));
  await lockTargets(tx, tasks, agents);
}
