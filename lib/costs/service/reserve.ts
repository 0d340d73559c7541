// Money that is promised and not spent yet: to a call while it is made, and to a claimed attempt until it has ended.
import { type Actor, maySee, requireAnyScope } from "@/lib/platform/auth/actor";
import { read, runStatement, signalAfterCommit, type Tx, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { UsdAmount } from "@/lib/platform/money";
import { type CallPlace, findBudget } from "../store/budgets";
import * as store from "../store/reserve";

export interface Refused {
  budgetId: string;
  scopeLabel: string;
  limit: string;
  spent: string;
  reserved: string;
}

const TTL_MAX_MS = 24 * 3_600_000;

/**
 * Promises a call this much of every budget that covers it and pauses, or says which one has too little left. What
 * its task's claim has reserved is used first. Null: no such budget, and nothing was written. The promise ends when
 * the call is recorded, by `releaseCall`, or after `ttlMs`. Of a budget that is not the actor's to see it says nothing.
 */
export async function reserveCall(
  actor: Actor,
  place: store.ReservePlace,
  amountUsd: string,
  ttlMs: number,
): Promise<{ reservationId: string | null } | { refused: Refused | null }> {
  requireAnyScope(actor, ["costs:write", "work:run"]);
  if (!UsdAmount.safeParse(amountUsd).success) {
    throw new AppError("invalid_request", `${amountUsd} is no amount of USD that could be reserved.`);
  }
  if (!(ttlMs > 0 && ttlMs <= TTL_MAX_MS)) {
    throw new AppError("invalid_request", "A call is reserved for more than 0 ms and at most a day.");
  }
  const id = newId("crv");
  const found = await runStatement("cost.reserve", (tx) =>
    store.reserveCall(tx, id, place, amountUsd, ttlMs / 1000),
  );
  if (found.outcome !== "refused") return { reservationId: found.outcome === "free" ? null : id };
  const { outcome: _, ...refused } = found;
  if (actor.projectId === null) return { refused };
  const budget = await read((tx) => findBudget(tx, refused.budgetId));
  return { refused: budget && maySee(actor, budget.projectId) ? refused : null };
}

/** Gives back what a call that was never made had reserved. Doing it again does nothing. */
export async function releaseCall(reservationId: string): Promise<void> {
  await runStatement("cost.release", (tx) => store.endReservations(tx, [reservationId], "released"));
}

/** A call that is being written, and what may have been reserved for it: by itself, or by its attempt's claim. */
interface PaidCall extends CallPlace {
  attemptId: string | null;
  reservationId?: string | null;
}

/** The live reservations for calls that are being written. */
export interface ReservedFor {
  ids: string[];
  callIds: string[];
}

/**
 * Before the budgets of new records change: locks those of their reservations along, all in one order. Records' names
 * and the roll-up are locked by now.
 */
export async function lockReserved(
  tx: Tx,
  calls: readonly PaidCall[],
  endingAttempts: readonly string[] = [],
): Promise<ReservedFor> {
  const given = (ids: (string | null | undefined)[]) =>
    [...new Set(ids)].filter((id) => typeof id === "string");
  const callIds = given(calls.map(({ reservationId }) => reservationId));
  const attemptIds = given([...calls.map(({ attemptId }) => attemptId), ...endingAttempts]);
  if (callIds.length + attemptIds.length === 0) return { ids: [], callIds };
  const ids = await store.listLive(tx, callIds, attemptIds);
  if (ids.length > 0) await store.lockBudgetsOf(tx, placesOf(calls), ids);
  return { ids, callIds };
}

function placesOf(calls: readonly PaidCall[]) {
  const places = calls.map(({ projectId, ticketId, agentId, phase }) => ({
    projectId,
    ticketId,
    agentId,
    phase,
  }));
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

/** After the budgets were charged: ends what was reserved for the calls, and has the claims' reservations shrink. */
export async function settleReserved(
  tx: Tx,
  { ids, callIds }: ReservedFor,
  charged: readonly { attemptId: string | null; cost: string | null }[],
): Promise<void> {
  if (ids.length === 0) return;
  if (callIds.length > 0) await store.endReservations(tx, callIds, "recorded");
  const costs = charged.flatMap(({ attemptId, cost }) => (attemptId && cost ? [{ attemptId, cost }] : []));
  if (costs.length > 0) await store.drawClaims(tx, costs);
}

/** Gives back what the claims of ended attempts still hold. */
export async function endClaims(tx: Tx, attemptIds: readonly string[], reason: string): Promise<void> {
  const ids = await store.listLive(tx, [], [...attemptIds]);
  if (ids.length === 0) return;
  await store.endReservations(tx, ids, reason);
  for (const id of ids) signalAfterCommit(tx, { topic: "cost.reservation.ended", id });
}

const BATCH = 500;
/** The attempt's end is told by an event; what has not come this long afterwards is lost. */
const GRACE_SECONDS = 600;
const KEPT_DAYS = 7;

/** Ends reservations of calls that came to nothing, and forgets old ones. Any replica may run it. */
export async function endForgotten(): Promise<void> {
  for (let more = true; more; ) {
    const ids = await read((tx) => store.listForgotten(tx, GRACE_SECONDS, BATCH));
    more = ids.length >= BATCH;
    if (ids.length === 0) continue;
    await transact("cost.reservations.expire", async (tx) => {
      await store.endReservations(tx, ids, "expired");
      for (const id of ids) signalAfterCommit(tx, { topic: "cost.reservation.ended", id });
    });
  }
}

/** Forgets reservations that ended long ago. */
export async function forgetEnded(): Promise<void> {
  for (let forgotten = BATCH; forgotten >= BATCH; ) {
    forgotten = await runStatement("cost.reservations.forget", (tx) =>
      store.deleteEnded(tx, KEPT_DAYS, BATCH),
    );
  }
}
