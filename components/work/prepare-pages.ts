interface Paged<T> {
  items: T[];
  hasMore: boolean;
}

/**
 * Joins lists that are each sorted by id, newest first, and each loaded only in part. What lies below the last
 * loaded row of a list that goes on is kept back: a row of that list may still belong above it.
 */
export function mergeNewestFirst<T extends { id: string }>(lists: Paged<T>[]): Paged<T> {
  const hasMore = lists.some((list) => list.hasMore);
  const ends = lists.filter((list) => list.hasMore).map((list) => list.items.at(-1)?.id ?? "");
  const horizon = ends.sort().at(-1) ?? "";
  const byId = new Map<string, T>();
  for (const list of lists) for (const item of list.items) byId.set(item.id, item);
  const items = [...byId.values()]
    .filter((item) => item.id >= horizon)
    .sort((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0));
  return { items, hasMore };
}
