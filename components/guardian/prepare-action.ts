// Interventions in words.
import type {
  ActionStatus,
  ActionSummary,
  ActionType,
  Decision,
  EffectState,
  GuardianAction,
  Plan,
  PlanTarget,
  RevertedEffect,
} from "@/lib/guardian/schema";
import { counted } from "@/lib/platform/counted";
import { formatUsd } from "@/lib/platform/money";

export const TYPE_WORDS: Record<ActionType, string> = {
  cancel_task: "Cancel a task",
  override_priority: "Override a priority",
  reallocate: "Move capacity",
  pause: "Pause",
  quarantine_agent: "Quarantine an agent",
  replace_agent: "Replace an agent",
};

export const OUTCOME_WORDS: Record<RevertedEffect["outcome"], string> = {
  reverted: "Reverted",
  already_gone: "Already gone",
  conflict: "Conflict",
  not_revertible: "Stays",
};

export const EFFECT_WORDS: Record<EffectState, string> = {
  pending: "Under way",
  done: "Done",
  live: "In force",
  failed: "Failed",
  ended: "Ended",
  reverted: "Reverted",
  already_gone: "Already gone",
  conflict: "Conflict",
  not_revertible: "Stays",
};

export const DECISION_WORDS: Record<Decision, string> = {
  approve: "Approve",
  reject: "Reject",
  review: "Review",
  extend: "Set end",
  revert: "Revert",
};

/** What became of an action with a step of its life. */
export const STEP_WORDS: Record<ActionStatus, string> = {
  proposed: "Asked for",
  approved: "Approved",
  executing: "Begun",
  executed: "Carried out",
  reverting: "Being reverted",
  reverted: "Reverted",
  rejected: "Rejected",
  expired: "Expired",
  failed: "Failed",
  stale: "Not carried out",
};

export const CAUSE_WORDS: Record<NonNullable<ActionSummary["revertCause"]>, string> = {
  by_hand: "by hand",
  rollback: "by its policy's rollback",
  expired: "its time was over",
  ended: "what it laid has ended",
};

/** What a plan comes to, in a few phrases; empty: it only changes an order. */
export function impactWords({ impact }: Pick<Plan, "impact">): string[] {
  const { stops, holds, slots, costUsd } = impact;
  return [
    ...(stops > 0 ? [`ends ${counted(stops, "running attempt")}`] : []),
    ...(holds > 0
      ? [
          `keeps ${holds >= 10_000 ? "10,000 or more waiting tasks" : counted(holds, "waiting task")} from being claimed`,
        ]
      : []),
    ...(slots > 0 ? [`moves ${counted(slots, "slot")}`] : []),
    ...(/[1-9]/.test(costUsd) ? [`the work that ends has cost ${formatUsd(costUsd)} so far`] : []),
  ];
}

/** What tells two looks at a target apart beside its state, which stands next to it; null: nothing does. */
export function versionWords({ state, version }: Pick<PlanTarget, "state" | "version">): string | null {
  const own = state !== null && version?.startsWith(state) ? version.slice(state.length).trim() : version;
  return own || null;
}

/** `Pause · Ticket “Checkout”` */
export function actionTitle({ actionType, targetLabel }: Pick<ActionSummary, "actionType" | "targetLabel">) {
  return `${TYPE_WORDS[actionType]} · ${targetLabel}`;
}

/** Who asked, and who allowed it where somebody had to be asked. */
export function byWords({ initiatedBy, approvedBy, approval }: ActionSummary): string {
  if (!approvedBy) return initiatedBy.name;
  if (approval?.isSelfApproved) return `${initiatedBy.name}, approved by themselves`;
  return `${initiatedBy.name}, approved by ${approvedBy.name}`;
}

/** What others may decide about it and this person may not, and why; what is open to nobody is left out. */
export function refusedWords({ caller }: Pick<ActionSummary, "caller">): string[] {
  return caller.refused.map(({ decision, why }) => `${DECISION_WORDS[decision]}: not by you. ${why}`);
}

/** How an action moved on while somebody was about to decide about it. */
export function overtakenWords({ auditLog, failure, status }: GuardianAction): string {
  const last = auditLog.at(-1);
  const by = last && last.status === status ? `${STEP_WORDS[status]}, by ${last.byName}` : STEP_WORDS[status];
  const why = failure ?? last?.note;
  return why ? `${by}: ${why}` : `${by}.`;
}

/** Whether somebody other than this person must look at what was done before anybody had approved. */
export function waitsForReview({ breakGlass }: Pick<ActionSummary, "breakGlass">): boolean {
  return breakGlass !== null && breakGlass.reviewedAt === null;
}
