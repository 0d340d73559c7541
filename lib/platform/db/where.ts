// What stores put conditions together from.
import { Prisma } from "@/lib/generated/prisma/client";

/** Conditions joined by AND; none is true. */
export function all(conditions: Prisma.Sql[]): Prisma.Sql {
  return conditions.length > 0 ? Prisma.join(conditions, " AND ") : Prisma.sql`true`;
}

/** Words to be found as they stand: LIKE, and Prisma's `contains`, would take % and _ for wildcards. */
export function literally(words: string): string {
  return words.replace(/[\\%_]/g, "\\$&");
}

/** A text in which these words occur, as they stand and in whatever case. */
export function containing(words: string) {
  return { contains: literally(words), mode: "insensitive" as const };
}
