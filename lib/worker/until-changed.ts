import type { Waker } from "./backoff";

/** Null when something changed before the reply came: the next request tells more. */
export async function untilChanged<T>(
  changes: Waker,
  signal: AbortSignal,
  send: (until: AbortSignal) => Promise<T>,
): Promise<T | null> {
  const restart = new AbortController();
  const done = new AbortController();
  const abort = () => restart.abort();
  signal.addEventListener("abort", abort, { once: true });
  void changes.wait(2 ** 31 - 1, done.signal).then(() => {
    if (!done.signal.aborted) abort();
  });
  try {
    return await send(restart.signal);
  } catch (error) {
    if (restart.signal.aborted && !signal.aborted) return null;
    throw error;
  } finally {
    done.abort();
    signal.removeEventListener("abort", abort);
  }
}
