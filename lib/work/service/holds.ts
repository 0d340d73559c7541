import * as audit from "@/lib/platform/audit/service";
import { type Actor, requireScope, SYSTEM } from "@/lib/platform/auth/actor";
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { newId } from "@/lib/platform/ids";
import type { Page } from "@/lib/platform/schema";
import type { EndOverlay, Hold, OverlaysQuery, PlaceHold } from "../schema";
import * as store from "../store/holds";
import {
  endExpired,
  endOverlay,
  findOverlay,
  listOverlays,
  type OverlayOwner,
  type OverlayRow,
  type StoredScope,
} from "../store/overlays";
import { toPage } from "../store/page";
import { toOverlay, toScope } from "./overlay-reply";
import { endOwn, ownerOf, recordEnded, recordPlaced, requireOverlayRight, resolveScope } from "./overlays";

/** Tasks set aside or brought back in one transaction: others wait for no longer than that takes. */
const BATCH = 2000;

/** Stops a scope: nothing in it is claimed from the next claim on. What runs goes on. */
export async function placeHold(actor: Actor, input: PlaceHold): Promise<Hold> {
  requireOverlayRight(actor, input);
  return transact("hold.place", async (tx) => {
    return getHold(tx, await layHoldFor(tx, actor, ownerOf(actor), input));
  });
}

/** The same in the caller's transaction, for an owner of its own; the caller authorises. Returns its id. */
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

/** Ends a hold in the caller's transaction, for its owner; false when it had ended. */
export async function liftHold(tx: Tx, id: string, reason: string, actor: Actor = SYSTEM): Promise<boolean> {
  const ended = await endOverlay(tx, "holds", id, actor.id);
  if (ended) await release(tx, actor, ended, reason);
  return ended !== null;
}

/** Lets go of a share of what a hold stops, in percent, in the caller's transaction; false when it had ended. */
export async function easeHold(tx: Tx, id: string, percent: number, actor: Actor): Promise<boolean> {
  const hold = await findOverlay(tx, "holds", id);
  if (!hold || !(await store.setReleased(tx, id, percent))) return false;
  const moved = await store.unparkTasks(tx, null, BATCH);
  await store.markSettled(tx, id, moved < BATCH);
  const detail = { label: hold.scopeLabel, percent };
  await audit.append(tx, { actor, act: "hold.eased", entity: id, projectId: hold.projectId, detail });
  return true;
}

/** Ends a hold. Ending one that has ended changes nothing. Throws `forbidden` for one of a higher authority. */
export async function endHold(actor: Actor, id: string, input: EndOverlay): Promise<Hold> {
  return transact("hold.end", async (tx) => {
    const ended = await endOwn(tx, actor, "holds", id);
    if (ended) await release(tx, actor, ended, input.reason);
    return getHold(tx, id);
  });
}

export async function listHolds(actor: Actor, query: OverlaysQuery): Promise<Page<Hold>> {
  requireScope(actor, "work:read");
  return read(async (tx) => {
    const rows = await listOverlays(tx, "holds", { ...query, project: actor.projectId ?? query.project });
    const held = await store.countHeld(
      tx,
      rows.map((row) => row.id),
    );
    return toPage(rows, query.limit, (row) => toHold(row, held));
  });
}

/** Ends holds whose time is over. Any replica may run it. */
export async function endExpiredHolds(): Promise<void> {
  await transact("hold.expire", async (tx) => {
    for (const hold of await endExpired(tx, "holds", SYSTEM.id)) await release(tx, SYSTEM, hold, "expired");
  });
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
  await recordPlaced(tx, actor, { type: "hold.placed", id, scope }, input);
  return id;
}

async function release(tx: Tx, actor: Actor, hold: OverlayRow, reason: string | undefined): Promise<void> {
  // Most holds cover few tasks: those are back at once, the rest of a large one with the clock.
  const moved = await store.unparkTasks(tx, hold.id, BATCH);
  await store.markSettled(tx, hold.id, moved < BATCH);
  await recordEnded(tx, actor, "hold.ended", hold, reason);
}

async function getHold(tx: Tx, id: string): Promise<Hold> {
  const row = await findOverlay(tx, "holds", id);
  if (!row) throw new Error(`The hold ${id} vanished.`);
  return toHold(row, await store.countHeld(tx, [id]));
}

function toHold(row: OverlayRow, held: Map<string, number>): Hold {
  return { ...toOverlay(row), scope: toScope(row) as Hold["scope"], heldTasks: held.get(row.id) ?? null };
}
