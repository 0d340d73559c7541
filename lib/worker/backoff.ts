// Waiting: how long after a failure, and sleeps that an event may end early.
import type { Timings } from "./timings";

/** Milliseconds to wait after the nth failure in a row (from 1): doubling, capped, the upper half random. */
export function backoffMs(
  failures: number,
  { backoffBaseMs, backoffMaxMs }: Pick<Timings, "backoffBaseMs" | "backoffMaxMs">,
  random: () => number = Math.random,
): number {
  const ceiling = Math.min(backoffMaxMs, backoffBaseMs * 2 ** Math.min(failures - 1, 30));
  return ceiling / 2 + (random() * ceiling) / 2;
}

/** Sleeps that `wake` ends early. Check the condition and call `wait` without an await between: nothing is missed. */
export class Waker {
  readonly #sleepers = new Set<() => void>();

  wake(): void {
    for (const end of [...this.#sleepers]) end();
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#sleepers.delete(end);
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#sleepers.add(end);
      signal?.addEventListener("abort", end, { once: true });
    });
  }
}

export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Waker().wait(ms, signal);
}
