import { requireAlert } from "@/lib/monitoring/service";
import { type Actor, requireScope } from "@/lib/platform/auth/actor";
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { newId } from "@/lib/platform/ids";
import { APPROVAL_SECONDS_DEFAULT, mayExecute, requireBreakGlass, requireProposer } from "../rules/approval";
import type { Asked, GuardianAction, Intervention, PlanPreview, PreviewIntervention } from "../schema";
import * as store from "../store/action-rows";
import { countBreakGlass } from "../store/counts";
import { listEffects } from "../store/effects";
import { findAskedBefore } from "./asked-before";
import { execute, getRow } from "./execute";
import { type FrozenPlan, makePlan, readPlan } from "./plan";
import { tell } from "./record";
import { toGuardianAction } from "./reply";
import { stopNow } from "./stop-now";

/** What an intervention would do now, and what asking for it would lead to. Nothing is done. */
export async function previewIntervention(actor: Actor, input: PreviewIntervention): Promise<PlanPreview> {
  requireScope(actor, "guardian:act");
  requireProposer(actor);
  const { intervention, ...options } = input;
  const { plan, hash } = await read((tx) => makePlan(tx, actor, intervention, options));
  const outcome = !mayExecute(actor)
    ? "proposes"
    : plan.needsApproval.length > 0
      ? "asks_approval"
      : "executes";
  return { plan, planHash: hash, outcome };
}

/**
 * Carries out an intervention at once, or proposes it where the authority is not enough or another person must approve.
 * Asked again while that waits, it answers the proposal that there is.
 * Throws `forbidden` below WATCHDOG, `not_found` and `invalid_state` for a target that is not there or has ended.
 */
export async function intervene(
  actor: Actor,
  intervention: Intervention,
  asked: Asked,
): Promise<GuardianAction> {
  requireScope(actor, "guardian:act");
  requireProposer(actor);
  const action = await transact("guardian.intervene", async (tx) => {
    const { expiresInSeconds, approval, reason, alertId, breakGlass } = asked;
    if (alertId) await requireAlert(tx, actor, alertId);
    const frozen = await makePlan(tx, actor, intervention, { expiresInSeconds, approval });
    const reasons = [
      ...frozen.plan.needsApproval,
      ...(mayExecute(actor) ? [] : ["Whoever asked has less than GUARDIAN authority."]),
    ];
    const isBreakGlass = breakGlass && reasons.length > 0;
    const isAsking = reasons.length > 0 && !isBreakGlass;
    const before = isAsking ? await findAskedBefore(tx, actor, frozen.plan) : null;
    if (before) return toGuardianAction(actor, before, []);
    if (isBreakGlass) requireBreakGlass(actor, frozen.plan, await countBreakGlass(tx, actor.id));
    const action = await propose(tx, actor, frozen, {
      reason,
      reasons,
      alertId: alertId ?? null,
      isBreakGlass,
      approvalSeconds: APPROVAL_SECONDS_DEFAULT,
      policy: null,
    });
    if (isAsking) await askApproval(tx, actor, action, reasons);
    else await execute(tx, actor, action, frozen.plan, "proposed");
    return toGuardianAction(actor, await getRow(tx, action.id), await listEffects(tx, action.id));
  });
  return stopNow(action);
}

export interface Proposal {
  reason: string;
  /** Why a person must approve. */
  reasons: string[];
  alertId: string | null;
  isBreakGlass: boolean;
  approvalSeconds: number;
  policy: {
    name: string;
    hash: string;
    firingId: string;
    rollback: { when: string; keepForSeconds: number } | null;
  } | null;
}

/** Writes the action with its frozen plan. A policy's firing that has one of the same kind and target keeps that. */
export async function propose(
  tx: Tx,
  actor: Actor,
  { plan, text, hash }: FrozenPlan,
  proposal: Proposal,
): Promise<store.ActionRow & { isNew: boolean }> {
  const { policy } = proposal;
  const id = newId("gact");
  const isNew = await store.insertAction(tx, {
    id,
    projectId: plan.projectId,
    actionType: plan.intervention.type,
    targetEntity: plan.entity,
    targetLabel: plan.label,
    authorityLevel: actor.authority,
    reason: proposal.reason,
    initiatedBy: actor.id,
    initiatedByName: actor.name,
    initiatedKind: policy ? "policy" : actor.kind === "key" ? "key" : "person",
    plan: text,
    planHash: hash,
    ttlSeconds: plan.expiresInSeconds,
    policy: policy && { name: policy.name, hash: policy.hash },
    firingId: policy?.firingId ?? null,
    alertId: proposal.alertId,
    approvalReasons: proposal.reasons,
    approvalSeconds: proposal.approvalSeconds,
    rollback: policy?.rollback ?? null,
    isBreakGlass: proposal.isBreakGlass,
  });
  if (isNew) return { ...(await getRow(tx, id)), isNew };
  const known = {
    firingId: policy?.firingId ?? "",
    actionType: plan.intervention.type,
    targetEntity: plan.entity,
  };
  const earlier = await store.findByFiring(tx, known);
  if (!earlier) throw new Error("An action of this firing vanished.");
  return { ...earlier, isNew };
}

export async function askApproval(
  tx: Tx,
  actor: Actor,
  action: store.ActionRow,
  reasons: string[],
): Promise<void> {
  const { reason, approvalExpiresAt } = action;
  const expiresAt = approvalExpiresAt?.toISOString();
  await tell(tx, actor, "guardian.approval.requested", action, {
    reason,
    reasons,
    expiresAt,
    plan: readPlan(action.plan),
  });
}
