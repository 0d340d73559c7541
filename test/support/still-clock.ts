// Proof that something is woken, on a machine of any speed: the clock stands still, so that nobody looks by themselves.
import type { EventEmitter } from "node:events";
import { onTestFinished, vi } from "vitest";
import { rows } from "./sql";

/** From here to the end of the test no timer fires: who waits is woken by what happens, or not at all. */
export function stopTheClock(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
}

export const countListeners = () =>
  (globalThis as unknown as { omoiSignals: EventEmitter }).omoiSignals.listenerCount("signals");

/** Starts what waits for a signal, and resolves with its promise once it does wait. */
export async function untilWaiting<T>(start: () => Promise<T>): Promise<{ waiting: Promise<T> }> {
  const before = countListeners();
  const waiting = start();
  while (countListeners() === before) await new Promise(setImmediate);
  // It looks once more after it has begun to listen. There is one connection, which serves all in their turn: many
  // turns later that look is over.
  for (let n = 0; n < 40; n += 1) {
    await new Promise(setImmediate);
    await rows`SELECT 1 AS one`;
  }
  return { waiting };
}
