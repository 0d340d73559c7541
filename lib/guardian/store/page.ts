import { Prisma } from "@/lib/generated/prisma/client";

/** Words to be found as they stand: LIKE would take % and _ for wildcards. */
export function literally(words: string): string {
  return words.replace(/[\\%_]/g, "\\$&");
}

/** Conditions joined by AND; none is true. */
export function all(conditions: Prisma.Sql[]): Prisma.Sql {
  return conditions.length > 0 ? Prisma.join(conditions, " AND ") : Prisma.sql`true`;
}
