// Who may do what at once, who must be asked, and who may answer: pure decisions.
import { AuthorityLevel } from "@/lib/platform/auth/access";
import { type Actor, requireAuthority } from "@/lib/platform/auth/actor";
import { AppError } from "@/lib/platform/errors";
import { wholeOf } from "@/lib/work/schema";
import type { ActionStatus, Plan } from "../schema";

/** Running attempts that may be ended on one person's word. */
const STOPS_MAX = 10;
export const APPROVAL_SECONDS_DEFAULT = 600;

/** What one person may do before anybody approves. */
const BREAK_GLASS = { perDay: 5, unreviewedMax: 3, ttlSecondsMax: 3600 } as const;

/** Why a plan needs another person's approval, whoever asks. */
export function needsApproval(plan: Pick<Plan, "intervention" | "impact">, asked?: "ask"): string[] {
  const { intervention, impact } = plan;
  const whole = intervention.type === "pause" ? wholeOf(intervention.scope) : null;
  return [
    ...(whole ? [`It pauses ${whole}.`] : []),
    ...(impact.stops > STOPS_MAX
      ? [`It ends ${impact.stops} running attempts, more than ${STOPS_MAX}.`]
      : []),
    ...(asked ? ["A second person was asked for."] : []),
  ];
}

/** Throws `forbidden` for those who may not even propose. */
export function requireProposer(actor: Actor): void {
  if (actor.authority > AuthorityLevel.WORKER) return;
  throw new AppError(
    "forbidden",
    "Interventions need GUARDIAN authority; WATCHDOG and MONITOR may propose them.",
    {
      facts: { authority: actor.authority, needed: AuthorityLevel.GUARDIAN },
    },
  );
}

export function mayExecute(actor: Pick<Actor, "authority">): boolean {
  return actor.authority >= AuthorityLevel.GUARDIAN;
}

export function mayDecide(actor: Pick<Actor, "authority" | "kind">): boolean {
  return actor.kind === "person" && mayExecute(actor);
}

/** Throws unless it is a person with GUARDIAN authority: agents and keys may ask, and never decide. */
export function requireDecider(actor: Actor): void {
  if (actor.kind !== "person") {
    throw new AppError("forbidden", "Only a person decides; keys and agents may propose.");
  }
  requireAuthority(actor, AuthorityLevel.GUARDIAN, "This needs GUARDIAN authority.");
}

interface Proposal {
  status: ActionStatus;
  planHash: string;
  initiatedBy: string;
  /** Who issued the key that asked. */
  issuedBy: string | null;
  isApprovalOver: boolean;
}

/** Throws unless this person may approve exactly this plan now; says whether it is their own. */
export function requireApprovable(
  actor: Actor,
  proposal: Proposal,
  planHash: string,
  { allowsSelf }: { allowsSelf: boolean },
): { isSelfApproved: boolean } {
  requireDecider(actor);
  requireProposed(proposal);
  if (planHash !== proposal.planHash) {
    throw new AppError("conflict", "This is not the plan that you read. Read it again, then decide.", {
      facts: { planHash: proposal.planHash },
    });
  }
  const isSelfApproved = isOwn(actor, proposal);
  if (isSelfApproved && !allowsSelf) {
    const why = proposal.issuedBy === actor.id ? "You issued the key that asks" : "You asked for it";
    throw new AppError("forbidden", `${why}: another person decides.`);
  }
  return { isSelfApproved };
}

/** Whether they asked for it: one's own key is oneself. */
export function isOwn(
  actor: Actor,
  { initiatedBy, issuedBy }: Pick<Proposal, "initiatedBy" | "issuedBy">,
): boolean {
  return initiatedBy === actor.id || issuedBy === actor.id;
}

/** Throws `invalid_state` unless it waits for a decision. */
export function requireProposed({
  status,
  isApprovalOver,
}: Pick<Proposal, "status" | "isApprovalOver">): void {
  if (status === "proposed" && !isApprovalOver) return;
  const is = status === "proposed" ? "expired" : status;
  throw new AppError("invalid_state", `This action is ${is}; there is nothing to decide.`, {
    facts: { status: is },
  });
}

/** Throws unless this person may act now and have it reviewed later. */
export function requireBreakGlass(
  actor: Actor,
  plan: Pick<Plan, "expiresInSeconds">,
  { today, unreviewed }: { today: number; unreviewed: number },
): void {
  if (actor.kind !== "person") {
    throw new AppError("forbidden", "Only a person may act before anybody has approved.");
  }
  const refuse = (detail: string) => {
    throw new AppError("forbidden", detail, { facts: { ...BREAK_GLASS, today, unreviewed } });
  };
  if (unreviewed >= BREAK_GLASS.unreviewedMax) {
    refuse(`${unreviewed} of your actions without approval wait for their review. Ask for approval instead.`);
  }
  if (today >= BREAK_GLASS.perDay) {
    refuse(`You acted ${today} times without approval in the last day. Ask for approval instead.`);
  }
  if ((plan.expiresInSeconds ?? 0) > BREAK_GLASS.ttlSecondsMax) {
    refuse(`Without approval it may last ${BREAK_GLASS.ttlSecondsMax / 60} minutes at most.`);
  }
}
