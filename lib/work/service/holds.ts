import * as audit from "@/lib/platform/audit/service";
import { type Actor, SYSTEM } from "@/lib/platform/auth/actor";
import { type Tx, transact } from "@/lib/platform/db/transact";
import { newId } from "@/lib/platform/ids";
import type { Hold, PlaceHold } from "../schema";
import * as store from "../store/holds";
import { findOverlay, type OverlayOwner, type OverlayRow, type StoredScope } from "../store/overlays";
import { overlaysOf } from "./overlay-acts";
import { toOverlay, toScope } from "./overlay-reply";
import { recordEnded, recordPlaced, requireByHand, resolveScope } from "./overlays";

/** Tasks set aside or brought back in one transaction: others wait for no longer than that takes. */
const BATCH = 2000;

const holds = overlaysOf("hold", { lay: layHoldFor, release, telling });
export const listHolds = holds.list;
export const endHold = holds.end;
export const endExpiredHolds = holds.expire;
/** Ends a hold in the caller's transaction, for its owner; false when it had ended. */
export const liftHold = holds.lift;

/** Stops a scope by hand: nothing in it is claimed from the next claim on. What runs goes on. */
export async function placeHold(actor: Actor, input: PlaceHold): Promise<Hold> {
  requireByHand(actor, input.scope);
  return holds.place(actor, input);
}

/** Lays a hold in the caller's transaction, for an owner of its own; the caller authorises. Returns its id. */
export async function layHoldFor(
  tx: Tx,
  actor: Actor,
  owner: OverlayOwner,
  input: PlaceHold,
): Promise<string> {
  return lay(tx, actor, owner, await resolveScope(tx, actor, input.scope), input);
}

/**
 * Stops a scope in the caller's transaction, for something in the control room that owns the hold; returns its id. It
 * has the highest authority: only its owner ends it, by `liftHold`.
 */
export async function layHold(
  tx: Tx,
  owner: { id: string; name: string },
  scope: StoredScope,
  reason: string,
): Promise<string> {
  const asked = toScope({ scopeKind: scope.kind, scopeTarget: scope.target, projectId: scope.projectId });
  const input = { scope: asked as Hold["scope"], reason };
  return lay(tx, SYSTEM, { ...owner, authority: SYSTEM.authority }, scope, input);
}

/** Lets go of a share of what a hold stops, in percent, in the caller's transaction; false when it had ended. */
export async function easeHold(tx: Tx, id: string, percent: number, actor: Actor): Promise<boolean> {
  const hold = await findOverlay(tx, "hold", id);
  if (!hold || !(await store.setReleased(tx, id, percent))) return false;
  const moved = await store.unparkTasks(tx, null, BATCH);
  await store.markSettled(tx, id, moved < BATCH);
  const detail = { label: hold.scopeLabel, percent };
  await audit.append(tx, { actor, act: "hold.eased", entity: id, projectId: hold.projectId, detail });
  return true;
}

/**
 * Sets aside the tasks under a new hold and brings back those of an ended one, a batch at a time, so that claims
 * need not look past thousands of held tasks. The claim asks the holds themselves: this decides nothing.
 */
export async function settleHolds(): Promise<void> {
  for (let more = true; more; ) {
    more = await transact("hold.settle", async (tx) => {
      const hold = await store.lockUnsettled(tx);
      if (!hold) return false;
      const parked = hold.isLive ? await store.parkTasks(tx, hold.id, BATCH) : 0;
      // What a live hold has let go is in its scope no more.
      const scope = hold.isLive ? null : hold.id;
      const back = hold.isLive && !hold.isEased ? 0 : await store.unparkTasks(tx, scope, BATCH);
      if (parked < BATCH && back < BATCH) await store.markSettled(tx, hold.id, true);
      return true;
    });
  }
}

/** Looks again for tasks that came under a hold since, and for parked ones that no hold covers. */
export async function reviewHolds(): Promise<void> {
  await transact("hold.review", async (tx) => {
    await store.unsettleLive(tx);
    await store.unparkTasks(tx, null, BATCH);
  });
}

async function lay(tx: Tx, actor: Actor, owner: OverlayOwner, scope: StoredScope, input: PlaceHold) {
  const id = newId("hold");
  await store.insertHold(tx, id, scope, owner, { reason: input.reason, seconds: input.expiresInSeconds });
  await recordPlaced(tx, actor, { type: "hold.placed", id, scope }, input, { owner: owner.id });
  return id;
}

async function release(tx: Tx, actor: Actor, hold: OverlayRow, reason: string | undefined): Promise<void> {
  // Most holds cover few tasks: those are back at once, the rest of a large one with the clock.
  const moved = await store.unparkTasks(tx, hold.id, BATCH);
  await store.markSettled(tx, hold.id, moved < BATCH);
  await recordEnded(tx, actor, "hold.ended", hold, reason);
}

/** Each with how many tasks it holds. */
async function telling(tx: Tx, rows: OverlayRow[]): Promise<(row: OverlayRow) => Hold> {
  const ids = rows.map(({ id }) => id);
  const held = await store.countHeld(tx, ids);
  return (row) => ({
    ...toOverlay(row),
    scope: toScope(row) as Hold["scope"],
    heldTasks: held.get(row.id) ?? null,
  });
}
