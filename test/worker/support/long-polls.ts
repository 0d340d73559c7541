/** Requests that stay open until something is true, or their time is over, or their caller is gone. */
export class LongPolls {
  readonly #waiting = new Set<() => void>();

  /** Something changed: everybody looks again. */
  wake(): void {
    for (const look of [...this.#waiting]) look();
  }

  until(isTrue: () => boolean, waitMs: number, gone: AbortSignal): Promise<void> {
    if (isTrue() || waitMs === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      const look = () => {
        if (isTrue()) end();
      };
      const timer = setTimeout(end, waitMs);
      this.#waiting.add(look);
      gone.addEventListener("abort", end, { once: true });
    });
  }
}
