import { type Signal, waitForSignal } from "./signals";

/**
 * Long poll: returns the first non-null answer of `ask`, asking again at each matching signal (and at least
 * every `everyMs`), or null after `waitMs` or when `signal` fires. Listening starts before asking, so that
 * nothing that happens in between is missed.
 */
export async function pollUntil<T>(
  ask: () => Promise<T | null>,
  options: {
    matches: (signal: Signal) => boolean;
    waitMs: number;
    everyMs: number;
    signal: AbortSignal | undefined;
  },
): Promise<T | null> {
  const end = performance.now() + options.waitMs;
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
    await woken;
  }
}
