// What policies may have done: the same plans, approvals and reverts as people's.
import { AuthorityLevel } from "@/lib/platform/auth/access";
import type { Actor } from "@/lib/platform/auth/actor";
import { type Tx, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { APPROVAL_SECONDS_DEFAULT } from "../rules/approval";
import { changeOfPolicy } from "../rules/overtaken";
import type { GuardianAction, Intervention, Plan } from "../schema";
import { countPolicyActions } from "../store/counts";
import { listEffects } from "../store/effects";
import { lockPolicy } from "../store/policies/policies";
import { execute, getRow } from "./execute";
import { makePlan } from "./plan";
import { askApproval, propose } from "./propose";
import { toGuardianAction } from "./reply";
import { stopNow } from "./stop-now";

export { listRollbacks, noteRollback } from "../store/rollbacks";

/** A policy whose condition was met, and the bounds within which it may act. */
export interface PolicyFiring {
  policy: { name: string; hash: string };
  firingId: string;
  alertId: string | null;
  projectId: string | null;
  ttlSeconds: number;
  approval: { timeoutSeconds: number } | null;
  rollback: { when: string; keepForSeconds: number } | null;
  limits: { perHour: number; maxTargets: number };
}

/** What a policy acts as: its authority is what an admin gave it by switching it on. */
export function policyActor(name: string, projectId: string | null): Actor {
  return {
    kind: "system",
    id: `policy:${name}`,
    name: `Policy ${name}`,
    authority: AuthorityLevel.GUARDIAN,
    scopes: ["work:read", "work:act", "guardian:act"],
    projectId,
  };
}

/**
 * Proposes what a policy asks for, and carries it out at once unless a person must approve: because the policy says so,
 * because it acted often enough in the last hour, or because it would touch more than it may. The same firing again
 * changes nothing.
 */
export async function proposeByPolicy(
  firing: PolicyFiring,
  intervention: Intervention,
  reason: string,
): Promise<GuardianAction> {
  const { policy, firingId, alertId, rollback, ttlSeconds } = firing;
  // Not bound to the project that it is about: agents and hosts that serve every project are of none.
  const actor = policyActor(policy.name, null);
  const action = await transact("guardian.propose_by_policy", async (tx) => {
    await requireInForce(tx, policy);
    const acted = await countPolicyActions(tx, policy.name);
    const frozen = await makePlan(tx, actor, intervention, { expiresInSeconds: ttlSeconds });
    const reasons = reasonsToAsk(firing, frozen.plan, acted);
    const action = await propose(tx, actor, frozen, {
      reason,
      reasons,
      alertId,
      isBreakGlass: false,
      approvalSeconds: firing.approval?.timeoutSeconds ?? APPROVAL_SECONDS_DEFAULT,
      policy: { ...policy, firingId, rollback },
    });
    if (action.isNew && reasons.length > 0) await askApproval(tx, actor, action, reasons);
    else if (action.isNew) await execute(tx, actor, action, frozen.plan, "proposed");
    return toGuardianAction(actor, await getRow(tx, action.id), await listEffects(tx, action.id));
  });
  return stopNow(action);
}

/** Throws `invalid_state` when the policy was switched off, or says something else, since it fired. */
async function requireInForce(tx: Tx, { name, hash }: PolicyFiring["policy"]): Promise<void> {
  const now = await lockPolicy(tx, name);
  const change = changeOfPolicy({ name, hash }, now);
  if (!change) return;
  throw new AppError("invalid_state", change, {
    facts: { mode: now?.mode ?? "off", hash: now?.hash ?? null },
  });
}

/** A policy narrows what authority may do and never widens it: what a lead asks another for, it asks a person for. */
function reasonsToAsk({ approval, limits }: PolicyFiring, plan: Plan, acted: number): string[] {
  const { perHour, maxTargets } = limits;
  const { effects, needsApproval } = plan;
  return [
    ...needsApproval,
    ...(approval ? ["The policy asks for it."] : []),
    ...(acted >= perHour ? [`In the last hour the policy acted as often as it may: ${perHour}.`] : []),
    ...(effects.length > maxTargets
      ? [`It does ${effects.length} at once; the policy may do ${maxTargets}.`]
      : []),
  ];
}

/** What a policy would do now; nothing is done. Throws as the doing would. */
export async function previewByPolicy(tx: Tx, intervention: Intervention): Promise<Plan> {
  const actor = policyActor("preview", null);
  return (await makePlan(tx, actor, intervention, { expiresInSeconds: PREVIEW_SECONDS })).plan;
}

const PREVIEW_SECONDS = 3600;
