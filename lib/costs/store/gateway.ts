import type { Tx } from "@/lib/platform/db/transact";

/** Whether any live budget pauses: while none does, no call needs a reservation. */
export async function anyPauses(tx: Tx): Promise<boolean> {
  const [row] = await tx.$queryRaw<[{ any: boolean }]>`
    SELECT EXISTS (SELECT 1 FROM budgets WHERE deleted_at IS NULL AND on_exceed = 'pause') AS any`;
  return row.any;
}
