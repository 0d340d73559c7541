import { setTimeout as delay } from "node:timers/promises";
import { asLongPoll, waited } from "../metrics/waiting";
import { stopping, untilStopping } from "../stop";
import { type Signal, waitForSignal } from "./signals";

const WHILE_STOPPING_MS = 500;

/**
 * Long poll: returns the first non-null answer of `ask`, asking again at each matching signal (and at least
 * every `everyMs`), or null after `waitMs`, when `signal` fires or when this process stops. Listening starts before asking, so that
 * nothing that happens in between is missed.
 */
export async function pollUntil<T>(ask: () => Promise<T | null>, options: PollOptions): Promise<T | null> {
  // Who comes again at once, to a process that stops, must not come a thousand times a second.
  if (stopping().aborted) await delay(Math.min(options.waitMs, WHILE_STOPPING_MS));
  const { signal, release } = untilStopping(options.signal);
  return asLongPoll(() => askAgain(ask, { ...options, signal })).finally(release);
}

interface PollOptions {
  matches: (signal: Signal) => boolean;
  waitMs: number;
  everyMs: number;
  signal: AbortSignal | undefined;
}

async function askAgain<T>(ask: () => Promise<T | null>, options: PollOptions): Promise<T | null> {
  const end = performance.now() + options.waitMs;
  // Most often there is an answer at once, and nothing to listen for.
  const first = await ask();
  if (first !== null || options.waitMs <= 0) return first;
  for (;;) {
    if (options.signal?.aborted) return null;
    const leftMs = end - performance.now();
    const stop = new AbortController();
    const abort = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
    const woken = waitForSignal(options.matches, Math.max(0, Math.min(leftMs, options.everyMs)), abort);
    const answer = await ask().catch((error: unknown) => {
      stop.abort();
      throw error;
    });
    if (answer !== null || leftMs <= 0) {
      stop.abort();
      return answer;
    }
    await waited(woken);
  }
}
