import { read, type Tx, transact } from "../../db/transact";
import { log } from "../../log";
import { readOn } from "../reading";
import type { EventRecord } from "../schema";
import type { Position } from "../store";
import type { Reaction } from "./reactions";
import * as store from "./store";

export interface DispatchLimits {
  /** Without a signal it looks again after this long. */
  pollMs: number;
  /** Events that a reaction gets in one transaction. */
  batch: number;
  /** How long after each failure an event is tried again; after the last one it is parked. */
  retryMs: readonly number[];
}

/** A position that no event moves is moved now and then, so that searching on from it stays short. */
const STALE_MS = 60_000;

/**
 * Gives the reaction what has happened since its last time. Answers how many events were handled, so 0 means
 * that there is nothing to do now, or that another replica does it.
 */
export async function advance(reaction: Reaction, limits: DispatchLimits): Promise<number> {
  const { name, types } = reaction;
  const state = await read((tx) => store.findReaction(tx, name, STALE_MS));
  if (!state) return 0;
  const retried = state.hasDueFailure ? await retry(reaction, limits) : 0;
  const { items } = await read((tx) => readOn(tx, state, { types }, 1));
  if (items.length === 0 && !state.isStale) return retried;
  return retried + (await advanceBy(reaction, limits, limits.batch));
}

/** Halves the batch until it succeeds; a single event that fails is set aside, and the reaction goes on. */
async function advanceBy(reaction: Reaction, limits: DispatchLimits, batch: number): Promise<number> {
  let tried: EventRecord[] = [];
  try {
    return await transact(`reaction.${reaction.name}`, (tx) =>
      withNext(tx, reaction, batch, async (items) => {
        tried = items;
        if (items.length > 0) await reaction.run(tx, items);
      }),
    );
  } catch (error) {
    const [first] = tried;
    if (!first) throw error;
    if (tried.length > 1) return advanceBy(reaction, limits, Math.floor(tried.length / 2));
    return setAside(reaction, first, error, limits);
  }
}

/** Hands over the next events and moves the reaction past them, all in one transaction. */
async function withNext(
  tx: Tx,
  { name, types }: Reaction,
  batch: number,
  work: (items: EventRecord[]) => Promise<void>,
): Promise<number> {
  const at = await store.lockReaction(tx, name);
  if (!at) return 0;
  const { items, next, expired } = await readOn(tx, at, { types }, batch);
  if (expired) log().error({ reaction: name, at: String(at.xid), expired }, "a reaction lost its place");
  await work(items);
  await store.moveReaction(tx, name, furthest(at, next, expired !== null));
  return items.length;
}

/** This transaction itself bounds what is settled, which may lie behind where an earlier one got. */
function furthest(at: Position, next: Position, mayGoBack: boolean): Position {
  const isBack = next.xid < at.xid || (next.xid === at.xid && next.seq < at.seq);
  return isBack && !mayGoBack ? at : next;
}

async function setAside(reaction: Reaction, event: EventRecord, error: unknown, limits: DispatchLimits) {
  const { name } = reaction;
  const [delayMs = 0] = limits.retryMs;
  log().warn({ err: error, reaction: name, event: event.id }, "a reaction failed and will be tried again");
  return transact(`reaction.${name}`, (tx) =>
    withNext(tx, reaction, 1, async ([next]) => {
      // Another replica may have got here first; then this event is dealt with, and the next one is not ours.
      if (next?.id !== event.id) throw new Error("The reaction moved on meanwhile.");
      await store.insertFailure(tx, name, event, messageOf(error), delayMs);
    }),
  );
}

/** Tries an event again whose time has come; after the last try it is parked until a person decides. */
async function retry(reaction: Reaction, limits: DispatchLimits): Promise<number> {
  const { name } = reaction;
  let failed: { event: EventRecord; attempts: number } | null = null;
  try {
    return await transact(`reaction.${name}`, async (tx) => {
      failed = await store.lockDueFailure(tx, name);
      if (!failed) return 0;
      await reaction.run(tx, [failed.event]);
      await store.deleteFailure(tx, name, failed.event.id);
      return 1;
    });
  } catch (error) {
    const due = failed as { event: EventRecord; attempts: number } | null;
    if (!due) throw error;
    const delayMs = limits.retryMs[due.attempts];
    const fields = { err: error, reaction: name, event: due.event.id, attempts: due.attempts + 1 };
    if (delayMs === undefined)
      log().error(fields, "a reaction failed for the last time; the event is parked");
    else log().warn(fields, "a reaction failed again");
    const again = { eventId: due.event.id, attempts: due.attempts, error: messageOf(error), delayMs };
    await transact(`reaction.${name}`, (tx) => store.updateFailure(tx, name, again));
    return 1;
  }
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll("\0", "").slice(0, 2000);
}
