import { type Actor, SYSTEM } from "@/lib/platform/auth/actor";
import { type Tx, transact } from "@/lib/platform/db/transact";
import { newId } from "@/lib/platform/ids";
import type { PlaceOverride, PriorityOverride } from "../schema";
import type { OverlayOwner, OverlayRow } from "../store/overlays";
import * as store from "../store/overrides";
import { overlaysOf } from "./overlay-acts";
import { toOverlay, toScope } from "./overlay-reply";
import { recordEnded, recordPlaced, resolveScope } from "./overlays";

type OverrideRow = OverlayRow & { priority: PriorityOverride["priority"] };

const overrides = overlaysOf("priority_override", {
  lay: layOverride,
  release,
  telling: async () => toOverride,
});
/** Gives a task, or all of a ticket's, another priority until it ends; claimed work goes on as it is. */
export const placeOverride = overrides.place;
export const listOverrides = overrides.list;
export const endOverride = overrides.end;
export const endExpiredOverrides = overrides.expire;
/** Ends an override in the caller's transaction, for its owner; false when it had ended. */
export const liftOverride = overrides.lift;

/** Lays an override in the caller's transaction, for an owner of its own; the caller authorises. Returns its id. */
export async function layOverride(
  tx: Tx,
  actor: Actor,
  owner: OverlayOwner,
  input: PlaceOverride,
): Promise<string> {
  const scope = await resolveScope(tx, actor, input.scope);
  const id = newId("ovr");
  const end = { reason: input.reason, seconds: input.expiresInSeconds };
  await store.insertOverride(tx, id, scope, input.priority, owner, end);
  await store.recomputePriorities(tx, scope);
  const own = { priority: input.priority, owner: owner.id };
  await recordPlaced(tx, actor, { type: "priority_override.placed", id, scope }, input, own);
  return id;
}

/** Ends overrides of tasks that have ended: nothing waits that would have a priority to get back. Any replica may run it. */
export async function endOverridesOfEnded(): Promise<void> {
  await transact("priority_override.end_of_ended", async (tx) => {
    for (const { state, ...ended } of await store.endOfEnded(tx, SYSTEM.id)) {
      await recordEnded(tx, SYSTEM, "priority_override.ended", ended, `The task is ${state}.`);
    }
  });
}

async function release(tx: Tx, actor: Actor, row: OverlayRow, reason: string | undefined): Promise<void> {
  await store.recomputePriorities(tx, { kind: row.scopeKind, target: row.scopeTarget });
  await recordEnded(tx, actor, "priority_override.ended", row, reason);
}

function toOverride(row: OverrideRow): PriorityOverride {
  return { ...toOverlay(row), scope: toScope(row) as PriorityOverride["scope"], priority: row.priority };
}
