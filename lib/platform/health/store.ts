import type { Tx } from "../db/transact";

/** The migrations that were applied to their end. */
export async function listAppliedMigrations(tx: Tx): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    SELECT migration_name AS name FROM _prisma_migrations
    WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`;
  return new Set(rows.map((row) => row.name));
}
