import { Prisma } from "@/lib/generated/prisma/client";
import type { Page } from "@/lib/platform/schema";

/** A text in which these words occur, as they stand and in whatever case. */
export function containing(words: string) {
  return { contains: literally(words), mode: "insensitive" as const };
}

/** Words to be found as they stand: Prisma's `contains` would take % and _ for wildcards. */
export function literally(words: string): string {
  return words.replace(/[\\%_]/g, "\\$&");
}

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

/** Conditions joined by AND; none is true. */
export function all(conditions: Prisma.Sql[]): Prisma.Sql {
  return conditions.length > 0 ? Prisma.join(conditions, " AND ") : Prisma.sql`true`;
}
