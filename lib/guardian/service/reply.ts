import type { Actor } from "@/lib/platform/auth/actor";
import { env } from "@/lib/platform/env";
import { callerOf, isRevertible } from "../rules/decisions";
import type { ActionSummary, Effect, GuardianAction, LogEntry } from "../schema";
import type { ActionRow } from "../store/action-rows";
import type { EffectRow } from "../store/effects";
import { readPlan } from "./plan";

const iso = (at: Date | null) => at?.toISOString() ?? null;
const who = (id: string | null, name: string | null) => (id ? { id, name: name ?? id } : null);

/** As whoever asks sees it. */
export function toSummary(actor: Actor, row: ActionRow, overtaken: string | null = null): ActionSummary {
  return {
    id: row.id,
    projectId: row.projectId,
    actionType: row.actionType as ActionSummary["actionType"],
    // Nobody decided in time: so it is, whether or not the clock has noted it.
    status: row.status === "proposed" && row.isApprovalOver ? "expired" : row.status,
    targetEntity: row.targetEntity,
    targetLabel: row.targetLabel,
    authorityLevel: row.authorityLevel,
    reason: row.reason,
    initiatedBy: { id: row.initiatedBy, name: row.initiatedByName, kind: row.initiatedKind },
    approvedBy: who(row.approvedBy, row.approvedByName),
    createdAt: row.createdAt.toISOString(),
    executedAt: iso(row.executedAt),
    expiresAt: iso(row.expiresAt),
    revertedAt: iso(row.revertedAt),
    revertCause: row.revertCause,
    isRevertible: isRevertible(row),
    planHash: row.planHash,
    policy: row.policyName ? { name: row.policyName, hash: row.policyHash ?? "" } : null,
    firingId: row.firingId,
    alertId: row.alertId,
    approval: toApproval(row),
    breakGlass: row.isBreakGlass
      ? {
          reviewedBy: who(row.reviewedBy, row.reviewedByName),
          reviewedAt: iso(row.reviewedAt),
          verdict: row.reviewVerdict,
          note: row.reviewNote,
        }
      : null,
    rollback: row.rollbackWhen
      ? {
          when: row.rollbackWhen,
          keepForSeconds: row.rollbackKeepSeconds ?? 0,
          holdsSince: iso(row.rollbackHoldsSince),
        }
      : null,
    overtaken,
    failure: row.failure,
    version: row.version,
    caller: callerOf(actor, { ...row, overtaken }, { allowsSelf: env().GUARDIAN_SELF_APPROVAL }),
  };
}

function toApproval(row: ActionRow): ActionSummary["approval"] {
  if (row.approvalReasons.length === 0 || !row.approvalExpiresAt) return null;
  return {
    reasons: row.approvalReasons,
    expiresAt: row.approvalExpiresAt.toISOString(),
    decidedAt: iso(row.decidedAt),
    note: row.decisionNote,
    isSelfApproved: row.isSelfApproved,
  };
}

export function toGuardianAction(
  actor: Actor,
  row: ActionRow,
  effects: EffectRow[],
  overtaken: string | null = null,
): GuardianAction {
  return {
    ...toSummary(actor, row, overtaken),
    plan: readPlan(row.plan),
    effects: effects.map(toEffect),
    auditLog: row.auditLog as LogEntry[],
  };
}

function toEffect({ number, kind, entity, refId, label, state, detail, endedAt }: EffectRow): Effect {
  return { number, kind, entity, refId, label, state, detail, endedAt: iso(endedAt) };
}
