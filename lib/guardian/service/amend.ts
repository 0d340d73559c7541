// What may still be decided about an action that was carried out: how long it lasts, and whether it was right.
import { type Actor, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { transact } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { extendOverlay } from "@/lib/work/service";
import { requireExtendable, requireReviewable } from "../rules/decisions";
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
    requireExtendable(actor, action, { allowsSelf: env().GUARDIAN_SELF_APPROVAL });
    const { status, expiresAt } = action;
    const { expiresInSeconds: seconds, reason } = input;
    for (const { kind, refId, state } of await listEffects(tx, id)) {
      if (state !== "live") continue;
      if (kind === "hold" || kind === "priority_override" || kind === "capacity_reservation") {
        await extendOverlay(tx, kind, refId ?? "", seconds);
      }
    }
    await store.moveAction(tx, id, [status], status, stepOf(actor, reason), [store.CHANGE.extended(seconds)]);
    const detail = { expiresInSeconds: seconds, before: expiresAt?.toISOString() ?? null };
    await tell(tx, actor, "guardian.intervention.extended", action, { reason, ...detail });
    return toGuardianAction(actor, await getRow(tx, id), await listEffects(tx, id));
  });
}

/** Another person's verdict on what was done before anybody had approved. Throws for the one who did it. */
export async function reviewAction(actor: Actor, id: string, input: ReviewAction): Promise<GuardianAction> {
  requireScope(actor, "guardian:act");
  return transact("guardian.review", async (tx) => {
    const action = seenBy(actor, "action", await store.lockAction(tx, id));
    requireReviewable(actor, action);
    const { status } = action;
    const { verdict, note } = input;
    const change = store.CHANGE.reviewed(actor, verdict, note);
    await store.moveAction(tx, id, [status], status, stepOf(actor, note), [change]);
    await tell(tx, actor, "guardian.intervention.reviewed", action, { reason: note, verdict });
    return toGuardianAction(actor, await getRow(tx, id), await listEffects(tx, id));
  });
}
