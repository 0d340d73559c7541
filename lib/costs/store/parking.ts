import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";

/** Budgets whose tasks are not set aside as they should be now, and (for a review) all with some that are. */
export async function listUnsettled(tx: Tx, isReview: boolean): Promise<string[]> {
  const review = isReview ? Prisma.sql`OR b.parked_groups <> '{}'` : Prisma.empty;
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT b.id FROM budgets b
    WHERE ((b.deleted_at IS NULL AND b.on_exceed = 'pause' AND b.scope_kind <> 'agent') OR b.parked_groups <> '{}')
      AND (budget_beyond(b) <> b.parked_groups ${review}) ORDER BY b.id LIMIT 1000`;
  return rows.map(({ id }) => id);
}

/** What is set aside for a locked budget, and what should be. */
export async function findBeyond(tx: Tx, id: string): Promise<{ before: string[]; now: string[] } | null> {
  const [row] = await tx.$queryRaw<{ before: string[]; now: string[] }[]>`
    SELECT parked_groups AS before, budget_beyond(b) AS now FROM budgets b WHERE id = ${id}`;
  return row ?? null;
}

export async function noteBeyond(tx: Tx, id: string, groups: string[]): Promise<void> {
  await tx.$executeRaw`UPDATE budgets SET parked_groups = ${groups}::text[] WHERE id = ${id}`;
}
