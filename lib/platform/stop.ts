/** Ends something that runs in the background; resolves when it has ended. */
export type Stop = () => Promise<void>;

// Routes, pages and instrumentation are separate bundles: only globalThis is one.
const holder = globalThis as typeof globalThis & { omoiStopping?: AbortController };

function controller(): AbortController {
  holder.omoiStopping ??= new AbortController();
  return holder.omoiStopping;
}

/** Fires when this process begins to stop: whatever waits for something then answers at once. */
export function stopping(): AbortSignal {
  return controller().signal;
}

export function beginStopping(): void {
  controller().abort();
}

/** A signal that fires with `other` or when this process begins to stop; release it when it has served. */
export function untilStopping(other: AbortSignal | undefined): { signal: AbortSignal; release: () => void } {
  const own = new AbortController();
  const sources = other ? [other, stopping()] : [stopping()];
  const fire = () => own.abort();
  // Not AbortSignal.any(): it holds its sources weakly, and one of these lives as long as the process.
  for (const source of sources) {
    source.addEventListener("abort", fire);
    if (source.aborted) fire();
  }
  return {
    signal: own.signal,
    release: () => {
      for (const source of sources) source.removeEventListener("abort", fire);
    },
  };
}
