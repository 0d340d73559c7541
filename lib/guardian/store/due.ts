// What time, or somebody else, has brought about in open actions. Each is noted once, under its action's lock.
import type { Tx } from "@/lib/platform/db/transact";

const BATCH = 100;

export interface Due {
  /** Proposals that nobody decided in time. */
  expired: string[];
  /** Actions of which something has ended, or whose next stage of release has come. */
  changed: string[];
}

// It looks at what lies over the queue itself: asked twice a second, it must not carry all that is laid to and fro.
export async function findDue(tx: Tx): Promise<Due> {
  const expired = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM guardian_actions WHERE status = 'proposed' AND approval_expires_at <= now() ORDER BY id LIMIT ${BATCH}`;
  const changed = await tx.$queryRaw<{ id: string }[]>`
    SELECT x.id FROM guardian_actions x
    WHERE x.id IN (SELECT action_id FROM guardian_effects WHERE state IN ('live', 'pending'))
      AND x.status IN ('executing', 'executed', 'reverting', 'failed') AND (x.release_due_at <= now() OR EXISTS (
      SELECT 1 FROM guardian_effects e WHERE e.action_id = x.id AND e.state IN ('live', 'pending') AND CASE e.kind
        WHEN 'hold' THEN EXISTS (SELECT 1 FROM holds o WHERE o.id = e.ref_id AND o.ended_at IS NOT NULL)
        WHEN 'priority_override' THEN EXISTS (
          SELECT 1 FROM priority_overrides o WHERE o.id = e.ref_id AND o.ended_at IS NOT NULL)
        WHEN 'capacity_reservation' THEN EXISTS (
          SELECT 1 FROM capacity_reservations o WHERE o.id = e.ref_id AND o.ended_at IS NOT NULL)
        WHEN 'task_requeued' THEN true
        WHEN 'agent_quarantined' THEN x.expires_at <= now() OR NOT EXISTS (
          SELECT 1 FROM agents g WHERE g.id = e.entity AND g.state IN ('quarantined', 'draining') AND g.state_owner = x.id)
        WHEN 'agent_started' THEN (x.expires_at <= now() AND x.status <> 'reverting') OR EXISTS (
          SELECT 1 FROM host_requests r LEFT JOIN agents g ON g.id = r.agent_id LEFT JOIN agents old ON old.id = r.replaces
          WHERE r.id = e.ref_id AND (r.ended_at IS NOT NULL OR g.state = 'retired'
            OR (old.state = 'retired' AND x.status = 'executed' AND r.status = 'done')
            OR (e.state = 'pending' AND r.status = 'done')))
        ELSE false END))
    ORDER BY x.id LIMIT ${BATCH}`;
  return { expired: expired.map(({ id }) => id), changed: changed.map(({ id }) => id) };
}

/** Whether what the action laid is over by the clock, and whether a stage of its release is due. */
export async function readTimes(
  tx: Tx,
  actionId: string,
): Promise<{ isOver: boolean; isReleaseDue: boolean }> {
  const [row] = await tx.$queryRaw<[{ isOver: boolean; isReleaseDue: boolean }]>`
    SELECT coalesce(expires_at <= now(), false) AS "isOver", coalesce(release_due_at <= now(), false) AS "isReleaseDue"
    FROM guardian_actions WHERE id = ${actionId}`;
  return row;
}
