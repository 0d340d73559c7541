import type { Tx } from "../../db/transact";
import type { EventRecord, EventType } from "../schema";

/** What a room does when something happens elsewhere. */
export interface Reaction {
  /** Names its position for ever: a new name starts anew, at the present. */
  name: string;
  types: readonly EventType[];
  /**
   * Runs in the transaction that moves the reaction on, so what it writes with `tx` happens exactly once. It
   * must be short and have no other effect: outside effects leave through a row that something delivers.
   * Gets up to a batch of events in their order; one that failed before comes again alone, and later.
   */
  run: (tx: Tx, events: readonly EventRecord[]) => Promise<void>;
}

// Routes, pages and instrumentation are separate bundles: only globalThis is one.
const holder = globalThis as typeof globalThis & { omoiReactions?: Map<string, Reaction> };
holder.omoiReactions ??= new Map();
const registered = holder.omoiReactions;

/** Registers a reaction; the dispatcher that is started afterwards hands it its events. */
export function reactTo(reaction: Reaction): void {
  registered.set(reaction.name, reaction);
}

export function listReactions(): Reaction[] {
  return [...registered.values()];
}
