import { type Actor, SYSTEM, seenBy } from "@/lib/platform/auth/actor";
import { type Tx, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import type { CapacityReservation, PlaceReservation } from "../schema";
import { findAgent, lockAgent } from "../store/agents";
import type { OverlayOwner, OverlayRow } from "../store/overlays";
import * as store from "../store/reservations";
import { overlaysOf } from "./overlay-acts";
import { toOverlay, toScope } from "./overlay-reply";
import { type EndedOverlay, recordEnded, recordPlaced, resolveScope } from "./overlays";
import { readReserved } from "./slots";

type ReservationRow = OverlayRow & { agentId: string; agentName: string; slots: number };

const reservations = overlaysOf("capacity_reservation", { lay: layReservation, release, telling });
/**
 * Keeps slots of an agent for a scope: other work is not claimed into them. Work that runs is not stopped; the slots
 * serve the scope as they come free. Throws `invalid_state` for more slots than the agent has left.
 */
export const placeReservation = reservations.place;
export const listReservations = reservations.list;
export const endReservation = reservations.end;
export const endExpiredReservations = reservations.expire;
/** Ends a reservation in the caller's transaction, for its owner; false when it had ended. */
export const liftReservation = reservations.lift;

/**
 * Lays a reservation in the caller's transaction, for an owner of its own; the caller authorises. Returns its id. Throws
 * `invalid_state` for more slots than the agent has left.
 */
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
  const own = { agentId: agent.id, slots: input.slots, owner: owner.id };
  await recordPlaced(tx, actor, { type: "capacity_reservation.placed", id, scope }, input, own);
  return id;
}

/** Ends what is reserved on agents that are gone. */
export async function endReservationsOfRetired(tx: Tx): Promise<void> {
  for (const row of await store.endOfRetired(tx, SYSTEM.id)) {
    await release(tx, SYSTEM, row, "The agent is retired.");
  }
}

/** Ends what is reserved for tickets that are closed. Any replica may run it. */
export async function endReservationsOfClosed(): Promise<void> {
  await transact("capacity_reservation.end_of_closed", async (tx) => {
    for (const row of await store.endOfClosed(tx, SYSTEM.id)) {
      await release(tx, SYSTEM, row, "The ticket is closed.");
    }
  });
}

async function release(tx: Tx, actor: Actor, ended: EndedOverlay, reason: string | undefined): Promise<void> {
  await recordEnded(tx, actor, "capacity_reservation.ended", ended, reason);
}

/** Each with how many of its slots serve its scope. */
async function telling(
  tx: Tx,
  rows: ReservationRow[],
): Promise<(row: ReservationRow) => CapacityReservation> {
  const { used } = await readReserved(tx, [...new Set(rows.map(({ agentId }) => agentId))]);
  return (row) => toReservation(row, used);
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
