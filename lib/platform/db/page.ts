import type { Page } from "../schema";

/** A page from `limit + 1` rows: the extra one only says that there is more. */
export function toPage<Row extends { id: string }, T>(
  rows: Row[],
  limit: number,
  toItem: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  return {
    items: shown.map(toItem),
    nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  };
}
