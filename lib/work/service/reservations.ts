import { type Actor, requireScope, SYSTEM, seenBy } from "@/lib/platform/auth/actor";
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import type { Page } from "@/lib/platform/schema";
import { usedSlots } from "../rules";
import type { CapacityReservation, EndOverlay, OverlaysQuery, PlaceReservation } from "../schema";
import { findAgent, lockAgent } from "../store/agents";
import {
  endExpired,
  endOverlay,
  findOverlay,
  listOverlays,
  type OverlayOwner,
  type OverlayRow,
} from "../store/overlays";
import { toPage } from "../store/page";
import * as store from "../store/reservations";
import { toOverlay, toScope } from "./overlay-reply";
import { endOwn, ownerOf, recordEnded, recordPlaced, requireOverlayRight, resolveScope } from "./overlays";

const PLACED = "capacity_reservation.placed";
const ENDED = "capacity_reservation.ended";
type ReservationRow = OverlayRow & { agentId: string; agentName: string; slots: number };

/**
 * Keeps slots of an agent for a scope: other work is not claimed into them. Work that runs is not stopped; the slots
 * serve the scope as they come free. Throws `invalid_state` for more slots than the agent has left.
 */
export async function placeReservation(actor: Actor, input: PlaceReservation): Promise<CapacityReservation> {
  requireOverlayRight(actor, input);
  return transact("capacity_reservation.place", async (tx) =>
    getReservation(tx, await layReservation(tx, actor, ownerOf(actor), input)),
  );
}

/** The same in the caller's transaction, for an owner of its own; the caller authorises. Returns its id. */
export async function layReservation(
  tx: Tx,
  actor: Actor,
  owner: OverlayOwner,
  input: PlaceReservation,
): Promise<string> {
  await lockAgent(tx, input.agentId);
  const agent = seenBy(actor, "agent", await findAgent(tx, input.agentId));
  const left = agent.capacity - agent.reservedSlots;
  if (agent.status === "retired" || input.slots > left) {
    const why =
      agent.status === "retired" ? "is retired" : `has ${left} of ${agent.capacity} slots left to reserve`;
    throw new AppError("invalid_state", `The agent ${agent.name} ${why}.`, {
      facts: { capacity: agent.capacity, reservedSlots: agent.reservedSlots },
      issues: [{ in: "body", pointer: "/slots", detail: `Must be at most ${Math.max(0, left)}.` }],
    });
  }
  const scope = await resolveScope(tx, actor, input.scope);
  const id = newId("resv");
  const end = { reason: input.reason, seconds: input.expiresInSeconds };
  await store.insertReservation(tx, id, { id: agent.id, slots: input.slots }, scope, owner, end);
  const own = { agentId: agent.id, slots: input.slots };
  await recordPlaced(tx, actor, { type: PLACED, id, scope }, input, own);
  return id;
}

/** Ends a reservation in the caller's transaction, for its owner; false when it had ended. */
export async function liftReservation(tx: Tx, id: string, reason: string, actor: Actor): Promise<boolean> {
  const ended = await endOverlay(tx, "capacity_reservations", id, actor.id);
  if (ended) await recordEnded(tx, actor, ENDED, ended, reason);
  return ended !== null;
}

/** Ends a reservation. Ending one that has ended changes nothing. */
export async function endReservation(
  actor: Actor,
  id: string,
  input: EndOverlay,
): Promise<CapacityReservation> {
  return transact("capacity_reservation.end", async (tx) => {
    const ended = await endOwn(tx, actor, "capacity_reservations", id);
    if (ended) await recordEnded(tx, actor, ENDED, ended, input.reason);
    return getReservation(tx, id);
  });
}

export async function listReservations(
  actor: Actor,
  query: OverlaysQuery,
): Promise<Page<CapacityReservation>> {
  requireScope(actor, "work:read");
  return read(async (tx) => {
    const project = actor.projectId ?? query.project;
    const rows = await listOverlays<ReservationRow>(tx, "capacity_reservations", { ...query, project });
    const used = await readUsed(tx, rows);
    return toPage(rows, query.limit, (row) => toReservation(row, used));
  });
}

/** Ends reservations whose time is over. Any replica may run it. */
export async function endExpiredReservations(): Promise<void> {
  await transact("capacity_reservation.expire", async (tx) => {
    for (const row of await endExpired(tx, "capacity_reservations", SYSTEM.id)) {
      await recordEnded(tx, SYSTEM, ENDED, row, "expired");
    }
  });
}

/** Ends what is reserved on agents that are gone. */
export async function endReservationsOfRetired(tx: Tx): Promise<void> {
  for (const row of await store.endOfRetired(tx, SYSTEM.id)) {
    await recordEnded(tx, SYSTEM, ENDED, row, "The agent is retired.");
  }
}

async function readUsed(tx: Tx, rows: ReservationRow[]): Promise<Map<string, number>> {
  const agentIds = [...new Set(rows.map((row) => row.agentId))];
  return usedSlots(await store.listReserved(tx, agentIds), await store.listHeldTasks(tx, agentIds));
}

async function getReservation(tx: Tx, id: string): Promise<CapacityReservation> {
  const row = await findOverlay<ReservationRow>(tx, "capacity_reservations", id);
  if (!row) throw new Error(`The reservation ${id} vanished.`);
  return toReservation(row, await readUsed(tx, [row]));
}

function toReservation(row: ReservationRow, used: Map<string, number>): CapacityReservation {
  return {
    ...toOverlay(row),
    scope: toScope(row) as CapacityReservation["scope"],
    agentId: row.agentId,
    agentName: row.agentName,
    slots: row.slots,
    slotsUsed: used.get(row.id) ?? 0,
  };
}
