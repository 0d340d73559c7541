// What one caller may decide about an action now. The services enforce these rules, and replies tell of the same ones.
import { type Actor, requireAuthority } from "@/lib/platform/auth/actor";
import { AppError } from "@/lib/platform/errors";
import type { ActionStatus, ActionSummary, Decision } from "../schema";
import {
  isOwn,
  mayDecide,
  requireApprovable,
  requireDecider,
  requireProposed,
  requireProposer,
} from "./approval";

/** An action, as far as it matters for who decides what about it. */
export interface Decidable {
  status: ActionStatus;
  planHash: string;
  initiatedBy: string;
  initiatedByName: string;
  /** Who issued the key that asked. */
  issuedBy: string | null;
  isApprovalOver: boolean;
  authorityLevel: number;
  approvalReasons: string[];
  expiresAt: Date | null;
  isBreakGlass: boolean;
  reviewedAt: Date | null;
  reviewVerdict: string | null;
  /** What has changed since it was planned, so that approving would do nothing. */
  overtaken?: string | null;
  /** Effects that can still be taken back, and those of them that last. */
  openEffects: number;
  liveEffects: number;
}

interface Rules {
  /** Where one lead is alone, whoever asked may approve. */
  allowsSelf: boolean;
}

const REVERTIBLE: readonly ActionStatus[] = ["executing", "executed", "failed"];
const EXTENDABLE: readonly ActionStatus[] = ["executing", "executed"];

export function isRevertible({ status, openEffects }: Pick<Decidable, "status" | "openEffects">): boolean {
  return REVERTIBLE.includes(status) && openEffects > 0;
}

/** Whoever asked withdraws it; anybody else must be one who decides. Says whether it was they who asked. */
export function requireRejectable(actor: Actor, action: Decidable): { isAsker: boolean } {
  const isAsker = action.initiatedBy === actor.id;
  if (!isAsker) requireDecider(actor);
  requireProposed(action);
  return { isAsker };
}

/** Throws unless this person may judge what was done before anybody had approved. */
export function requireReviewable(actor: Actor, action: Decidable): void {
  requireDecider(actor);
  const { status, isBreakGlass, reviewedAt, reviewVerdict: verdict } = action;
  if (!isBreakGlass || reviewedAt !== null) {
    const why = isBreakGlass ? "was reviewed already" : "was not done without approval";
    throw new AppError("invalid_state", `This action ${why}: there is nothing to review.`, {
      facts: { status, verdict },
    });
  }
  if (action.initiatedBy === actor.id) {
    throw new AppError("forbidden", "Whoever acted cannot review it; another person must.");
  }
}

/** Throws unless this person may have it last longer, or less long. A break-glass action first needs its review. */
export function requireExtendable(actor: Actor, action: Decidable, { allowsSelf }: Rules): void {
  requireDecider(actor);
  const { status, expiresAt, isBreakGlass, reviewedAt, liveEffects } = action;
  if (!EXTENDABLE.includes(status) || expiresAt === null || liveEffects === 0) {
    throw new AppError("invalid_state", `This action is ${status}, and nothing of it lasts.`, {
      facts: { status },
    });
  }
  requireEqualAuthority(actor, action);
  if (isBreakGlass && reviewedAt === null) {
    throw new AppError(
      "invalid_state",
      "Nobody had approved this action: it is reviewed before it lasts longer.",
    );
  }
  if (action.reviewVerdict === "not_justified") {
    throw new AppError("invalid_state", "Its review found it not justified, so it does not last longer.");
  }
  if (action.approvalReasons.length > 0 && isOwn(actor, action) && !allowsSelf) {
    throw new AppError("forbidden", "Another person had to approve it; another person extends it.");
  }
}

/** Throws `invalid_state` when there is nothing to take back, `forbidden` below the action's authority. */
export function requireMayRevert(actor: Actor, action: Decidable): void {
  requireProposer(actor);
  requireRevertible(action);
  requireEqualAuthority(actor, action);
}

export function requireRevertible(action: Pick<Decidable, "status" | "openEffects">): void {
  if (isRevertible(action)) return;
  const { status } = action;
  const detail =
    status === "proposed"
      ? "This action waits for a decision: reject it instead."
      : `This action is ${status}; there is nothing to take back.`;
  throw new AppError("invalid_state", detail, { facts: { status } });
}

/** Throws `forbidden` where the action's authority is above the actor's. */
function requireEqualAuthority(
  actor: Actor,
  action: Pick<Decidable, "authorityLevel" | "initiatedByName">,
): void {
  const detail = `${action.initiatedByName} acted with more authority than you have; ask them.`;
  requireAuthority(actor, action.authorityLevel, detail);
}

function requireNotOvertaken(actor: Actor, action: Decidable, rules: Rules): void {
  requireApprovable(actor, action, action.planHash, rules);
  if (action.overtaken) throw new AppError("conflict", action.overtaken);
}

const RULES: Record<Decision, (actor: Actor, action: Decidable, rules: Rules) => unknown> = {
  approve: requireNotOvertaken,
  reject: requireRejectable,
  review: requireReviewable,
  extend: requireExtendable,
  revert: requireMayRevert,
};

/** What the caller may decide now, and what of it is for others alone. */
export function callerOf(actor: Actor, action: Decidable, rules: Rules): ActionSummary["caller"] {
  const caller: ActionSummary["caller"] = { isAsker: action.initiatedBy === actor.id, may: [], refused: [] };
  if (!actor.scopes.includes("guardian:act")) return caller;
  for (const decision of Object.keys(RULES) as Decision[]) {
    try {
      RULES[decision](actor, action, rules);
      caller.may.push(decision);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // Keys decide nothing, whoever asked: that is no news about one action.
      if (error.code === "forbidden" && mayDecide(actor)) {
        caller.refused.push({ decision, why: error.message });
      }
    }
  }
  return caller;
}
