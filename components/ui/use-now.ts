"use client";

import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

// One timer for every time on the page; it runs only while something listens.
function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** Text that depends on the time. A component re-renders when its text changes, not on every tick. */
export function useTimeText(format: (nowMs: number) => string, serverText: string) {
  return useSyncExternalStore(
    subscribe,
    () => format(Date.now()),
    () => serverText,
  );
}
