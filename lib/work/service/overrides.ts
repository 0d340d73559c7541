import { type Actor, requireScope, SYSTEM } from "@/lib/platform/auth/actor";
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { newId } from "@/lib/platform/ids";
import type { Page } from "@/lib/platform/schema";
import type { EndOverlay, OverlaysQuery, PlaceOverride, PriorityOverride } from "../schema";
import {
  endExpired,
  endOverlay,
  findOverlay,
  listOverlays,
  type OverlayOwner,
  type OverlayRow,
} from "../store/overlays";
import * as store from "../store/overrides";
import { toPage } from "../store/page";
import { toOverlay, toScope } from "./overlay-reply";
import { endOwn, ownerOf, recordEnded, recordPlaced, requireOverlayRight, resolveScope } from "./overlays";

type OverrideRow = OverlayRow & { priority: PriorityOverride["priority"] };

/** Gives a task, or all of a ticket's, another priority until it ends; claimed work goes on as it is. */
export async function placeOverride(actor: Actor, input: PlaceOverride): Promise<PriorityOverride> {
  requireOverlayRight(actor, input);
  return transact("priority_override.place", async (tx) =>
    getOverride(tx, await layOverride(tx, actor, ownerOf(actor), input)),
  );
}

/** The same in the caller's transaction, for an owner of its own; the caller authorises. Returns its id. */
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
  const own = { priority: input.priority };
  await recordPlaced(tx, actor, { type: "priority_override.placed", id, scope }, input, own);
  return id;
}

/** Ends an override in the caller's transaction, for its owner; false when it had ended. */
export async function liftOverride(tx: Tx, id: string, reason: string, actor: Actor): Promise<boolean> {
  const ended = await endOverlay(tx, "priority_overrides", id, actor.id);
  if (ended) await release(tx, actor, ended, reason);
  return ended !== null;
}

/** Ends an override. Ending one that has ended changes nothing. */
export async function endOverride(actor: Actor, id: string, input: EndOverlay): Promise<PriorityOverride> {
  return transact("priority_override.end", async (tx) => {
    const ended = await endOwn(tx, actor, "priority_overrides", id);
    if (ended) await release(tx, actor, ended, input.reason);
    return getOverride(tx, id);
  });
}

export async function listOverrides(actor: Actor, query: OverlaysQuery): Promise<Page<PriorityOverride>> {
  requireScope(actor, "work:read");
  return read(async (tx) => {
    const project = actor.projectId ?? query.project;
    const rows = await listOverlays<OverrideRow>(tx, "priority_overrides", { ...query, project });
    return toPage(rows, query.limit, toOverride);
  });
}

/** Ends overrides whose time is over. Any replica may run it. */
export async function endExpiredOverrides(): Promise<void> {
  await transact("priority_override.expire", async (tx) => {
    for (const row of await endExpired(tx, "priority_overrides", SYSTEM.id)) {
      await release(tx, SYSTEM, row, "expired");
    }
  });
}

async function release(tx: Tx, actor: Actor, row: OverlayRow, reason: string | undefined): Promise<void> {
  await store.recomputePriorities(tx, { kind: row.scopeKind, target: row.scopeTarget });
  await recordEnded(tx, actor, "priority_override.ended", row, reason);
}

async function getOverride(tx: Tx, id: string): Promise<PriorityOverride> {
  const row = await findOverlay<OverrideRow>(tx, "priority_overrides", id);
  if (!row) throw new Error(`The override ${id} vanished.`);
  return toOverride(row);
}

function toOverride(row: OverrideRow): PriorityOverride {
  return { ...toOverlay(row), scope: toScope(row) as PriorityOverride["scope"], priority: row.priority };
}
