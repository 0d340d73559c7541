"use client";

import { useLive } from "./live-provider";

/** Options of a query that asks again from time to time; while live updates are paused it does not. */
export function usePausable<Options extends object>(options: Options): Options {
  const { state } = useLive();
  return state === "paused" ? { ...options, refetchInterval: false } : options;
}
