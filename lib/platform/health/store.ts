import type { Tx } from "../db/transact";

export interface AppliedMigration {
  name: string;
  at: string;
}

/** The migrations that were applied to their end. */
export async function listAppliedMigrations(tx: Tx): Promise<AppliedMigration[]> {
  const rows = await tx.$queryRaw<{ name: string; at: Date }[]>`
    SELECT migration_name AS name, finished_at AS at FROM _prisma_migrations
    WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`;
  return rows.map(({ name, at }) => ({ name, at: at.toISOString() }));
}
