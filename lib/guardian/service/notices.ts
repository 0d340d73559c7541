import { countAlerts } from "@/lib/monitoring/service";
import { type Actor, requireScope } from "@/lib/platform/auth/actor";
import { read, type Tx } from "@/lib/platform/db/transact";
import { findPause } from "@/lib/work/service";
import { mayExecute } from "../rules/approval";
import type { Notices } from "../schema";
import { findWaiting } from "../store/notices";

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
  const mayDecide = actor.kind === "person" && mayExecute(actor) && actor.scopes.includes("guardian:act");
  if (!mayDecide) return null;
  const { waiting, nextExpiresAt, newest } = await findWaiting(tx, {
    project: actor.projectId,
    but: actor.id,
  });
  return { waiting, nextExpiresAt: iso(nextExpiresAt), newest: newest && toWaiting(newest) };
}

type Newest = NonNullable<Awaited<ReturnType<typeof findWaiting>>["newest"]>;
type Waiting = NonNullable<NonNullable<Notices["approvals"]>["newest"]>;

function toWaiting({ id, actionType, targetLabel, initiatedByName, approvalExpiresAt }: Newest): Waiting {
  return {
    id,
    actionType: actionType as Waiting["actionType"],
    targetLabel,
    askedBy: initiatedByName,
    expiresAt: iso(approvalExpiresAt) ?? "",
  };
}

const iso = (at: Date | null) => at?.toISOString() ?? null;
