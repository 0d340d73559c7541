// The attempts in the runner's hands, and a signal whenever what a heartbeat says about them changes.
import type { Heartbeat } from "@/lib/work/schema";
import type { Attempt } from "./attempt";
import { Waker } from "./backoff";

export class HeldAttempts {
  readonly #attempts = new Map<string, Attempt>();
  /** Wakes whoever waits for capacity, or for something to tell the control room. */
  readonly changes = new Waker();
  /** Grows with every change. */
  version = 0;

  get size(): number {
    return this.#attempts.size;
  }
  find(attemptId: string): Attempt | null {
    return this.#attempts.get(attemptId) ?? null;
  }
  list(): Attempt[] {
    return [...this.#attempts.values()];
  }

  add(attempt: Attempt): void {
    this.#attempts.set(attempt.id, attempt);
    this.changed();
  }
  remove(attempt: Attempt): void {
    this.#attempts.delete(attempt.id);
    this.changed();
  }
  changed(): void {
    this.version++;
    this.changes.wake();
  }

  /** What the next heartbeat carries: every attempt that is still ours. */
  toBeat(): Heartbeat["attempts"] {
    return this.list()
      .filter((attempt) => attempt.isOurs)
      .map(({ id, fence, isStopped }) => ({ attemptId: id, fence, stopped: isStopped }));
  }
}
