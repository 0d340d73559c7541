import { partialMatchKey, type QueryCacheNotifyEvent, type QueryClient } from "@tanstack/react-query";

type QueryKey = readonly unknown[];

/** What the server drew so long before its page is here is late by more than a slow line. */
const KEPT_MS = 30_000;

interface Arrivals {
  /** These queries are stale from now on, those that are still on their way too. */
  note: (key: QueryKey) => void;
  stop: () => void;
}

/**
 * A page brings answers that were found before it was drawn. What made them stale meanwhile had nothing here to mark,
 * so it is kept for a while and held against what arrives: `onLate` hears of each answer that was overtaken.
 */
export function watchArrivals(queries: QueryClient, onLate: (key: QueryKey) => void): Arrivals {
  const noted = new Map<string, { key: QueryKey; atMs: number }>();
  function forgetOld() {
    for (const [name, { atMs }] of noted) if (performance.now() - atMs > KEPT_MS) noted.delete(name);
  }
  const stop = queries.getQueryCache().subscribe((event) => {
    if (!isArrival(event)) return;
    forgetOld();
    const { queryKey } = event.query;
    if ([...noted.values()].some(({ key }) => partialMatchKey(queryKey, key))) onLate(queryKey);
  });
  return {
    note: (key) => {
      forgetOld();
      noted.set(JSON.stringify(key), { key, atMs: performance.now() });
    },
    stop,
  };
}

/** An answer that came with a page, and was not asked for from here. */
function isArrival(event: QueryCacheNotifyEvent): boolean {
  const isPut = event.type === "added" || (event.type === "updated" && event.action.type === "setState");
  return isPut && event.query.state.data !== undefined;
}
