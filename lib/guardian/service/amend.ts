// What may still be decided about an action that was carried out: how long it lasts, and whether it was right.
import { type Actor, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { transact } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { extendOverlay } from "@/lib/work/service";
import { requireDecider, requireEqualAuthority, requireMayExtend } from "../rules/approval";
import type { ExtendAction, GuardianAction, ReviewAction } from "../schema";
import * as store from "../store/action-rows";
import { listEffects } from "../store/effects";
import { getRow } from "./execute";
import { stepOf, tell } from "./record";
import { toGuardianAction } from "./reply";

/** Has what an action laid last longer, or less long: a person's decision. A break-glass action first needs its review. */
export async function extendAction(actor: Actor, id: string, input: ExtendAction): Promise<GuardianAction> {
  requireScope(actor, "guardian:act");
  return transact("guardian.extend", async (tx) => {
    const action = seenBy(actor, "action", await store.lockAction(tx, id));
    requireDecider(actor);
    requireEqualAuthority(actor, action);
    const { status, expiresAt, isBreakGlass, reviewedAt } = action;
    const live = (await listEffects(tx, id)).filter(({ state }) => state === "live");
    if ((status !== "executed" && status !== "executing") || expiresAt === null || live.length === 0) {
      throw new AppError("invalid_state", `This action is ${status}, and nothing of it lasts.`, {
        facts: { status },
      });
    }
    if (isBreakGlass && reviewedAt === null) {
      throw new AppError(
        "invalid_state",
        "Nobody had approved this action: it is reviewed before it lasts longer.",
      );
    }
    requireMayExtend(actor, action, { allowsSelf: env().GUARDIAN_SELF_APPROVAL });
    const { expiresInSeconds: seconds, reason } = input;
    for (const { kind, refId } of live) {
      if (kind === "hold" || kind === "priority_override" || kind === "capacity_reservation") {
        await extendOverlay(tx, kind, refId ?? "", seconds);
      }
    }
    await store.moveAction(tx, id, [status], status, stepOf(actor, reason), [store.CHANGE.extended(seconds)]);
    const detail = { expiresInSeconds: seconds, before: expiresAt.toISOString() };
    await tell(tx, actor, "guardian.intervention.extended", action, { reason, ...detail });
    return toGuardianAction(await getRow(tx, id), await listEffects(tx, id));
  });
}

/** Another person's verdict on what was done before anybody had approved. Throws for the one who did it. */
export async function reviewAction(actor: Actor, id: string, input: ReviewAction): Promise<GuardianAction> {
  requireScope(actor, "guardian:act");
  return transact("guardian.review", async (tx) => {
    const action = seenBy(actor, "action", await store.lockAction(tx, id));
    requireDecider(actor);
    const { status, isBreakGlass, reviewedAt, initiatedBy } = action;
    if (!isBreakGlass || reviewedAt !== null) {
      const why = isBreakGlass ? "was reviewed already" : "was not done without approval";
      throw new AppError("invalid_state", `This action ${why}: there is nothing to review.`, {
        facts: { status, verdict: action.reviewVerdict },
      });
    }
    if (initiatedBy === actor.id) {
      throw new AppError("forbidden", "Whoever acted cannot review it; another person must.");
    }
    const { verdict, note } = input;
    const change = store.CHANGE.reviewed(actor, verdict, note);
    await store.moveAction(tx, id, [status], status, stepOf(actor, note), [change]);
    await tell(tx, actor, "guardian.intervention.reviewed", action, { reason: note, verdict });
    return toGuardianAction(await getRow(tx, id), await listEffects(tx, id));
  });
}
