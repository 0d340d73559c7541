import type { Tx } from "@/lib/platform/db/transact";

/** An executed action that ends once a condition has held for long enough. */
export interface Rollback {
  id: string;
  /** CEL. */
  when: string;
  keepForSeconds: number;
  holdsSince: Date | null;
  actionType: string;
  /** What it was done to. */
  target: string;
}

/** Those of which something can be taken back; what a cancelled task was, for a day. */
export async function listRollbacks(tx: Tx): Promise<Rollback[]> {
  return tx.$queryRaw<Rollback[]>`
    SELECT id, rollback_when AS "when", coalesce(rollback_keep_seconds, 0) AS "keepForSeconds",
      rollback_holds_since AS "holdsSince", action_type AS "actionType", target_entity AS target
    FROM guardian_actions x WHERE status IN ('executing', 'executed') AND rollback_when IS NOT NULL
      AND coalesce(expires_at, executed_at + interval '1 day') > now()
      AND EXISTS (SELECT 1 FROM guardian_effects e WHERE e.action_id = x.id
        AND (e.state IN ('live', 'pending') OR (e.kind = 'task_cancelled' AND e.state = 'done')))
    ORDER BY id DESC`;
}

/** Notes since when the condition holds; null: it does not hold now. */
export async function noteRollback(tx: Tx, id: string, holdsSince: Date | null): Promise<void> {
  await tx.$executeRaw`
    UPDATE guardian_actions SET rollback_holds_since = ${holdsSince}::timestamptz
    WHERE id = ${id} AND status IN ('executing', 'executed')`;
}
