// How often somebody acted lately, counted one request at a time.
import type { Tx } from "@/lib/platform/db/transact";

/** How often a person acted before anybody approved: in the last day, and not yet reviewed. Their next such act waits. */
export async function countBreakGlass(tx: Tx, by: string): Promise<{ today: number; unreviewed: number }> {
  await tx.$queryRaw`SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtext(${`guardian break glass ${by}`}))) AS waited`;
  const [row] = await tx.$queryRaw<[{ today: number; unreviewed: number }]>`
    SELECT (count(*) FILTER (WHERE created_at > now() - interval '1 day'))::int AS today,
      (count(*) FILTER (WHERE reviewed_at IS NULL))::int AS unreviewed
    FROM guardian_actions WHERE is_break_glass AND initiated_by = ${by}
      AND (reviewed_at IS NULL OR created_at > now() - interval '1 day')`;
  return row;
}

/** How often a policy acted in the last hour; acting of the same policy waits until this transaction ends. */
export async function countPolicyActions(tx: Tx, policy: string): Promise<number> {
  await tx.$queryRaw`SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtext(${`guardian policy ${policy}`}))) AS waited`;
  const [row] = await tx.$queryRaw<[{ count: number }]>`
    SELECT count(*)::int AS count FROM guardian_actions
    WHERE policy_name = ${policy} AND executed_at > now() - interval '1 hour'`;
  return row.count;
}
