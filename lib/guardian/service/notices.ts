import { countAlerts } from "@/lib/monitoring/service";
import { type Actor, requireScope } from "@/lib/platform/auth/actor";
import { read, type Tx } from "@/lib/platform/db/transact";
import { findPause } from "@/lib/work/service";
import { mayDecide } from "../rules/approval";
import type { Notices, WaitingProposal } from "../schema";
import { findWaiting, type Proposal } from "../store/notices";

/** What the caller must know at once: decisions that wait for them, crises, and what stops everything. */
export async function readNotices(actor: Actor): Promise<Notices> {
  requireScope(actor, "work:read");
  const { critical } = await countAlerts(actor, {});
  return read(async (tx) => {
    const { count, widest } = await findPause(tx, actor.projectId ?? undefined);
    return {
      criticals: critical,
      approvals: await approvalsFor(tx, actor),
      pauses: { count, widest: widest && { ...widest, expiresAt: iso(widest.expiresAt) } },
    };
  });
}

/** null: what waits is none of their business, since only people with GUARDIAN authority decide. */
async function approvalsFor(tx: Tx, actor: Actor): Promise<Notices["approvals"]> {
  if (!mayDecide(actor) || !actor.scopes.includes("guardian:act")) return null;
  const { waiting, nextExpiresAt, newest } = await findWaiting(tx, {
    project: actor.projectId,
    but: actor.id,
  });
  return { waiting, nextExpiresAt: iso(nextExpiresAt), newest: newest && toWaiting(newest) };
}

function toWaiting(proposal: Proposal): WaitingProposal {
  const { id, actionType, targetLabel, initiatedByName, approvalExpiresAt } = proposal;
  return {
    id,
    actionType: actionType as WaitingProposal["actionType"],
    targetLabel,
    askedBy: initiatedByName,
    expiresAt: iso(approvalExpiresAt) ?? "",
  };
}

const iso = (at: Date | null) => at?.toISOString() ?? null;
