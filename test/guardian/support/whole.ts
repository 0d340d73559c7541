// What must hold of every action at every time, read from the tables: done wholly or not at all, and on the record.
import { expect } from "vitest";
import { verifyDatabase } from "@/lib/platform/audit/verify";
import { rows } from "../../support/sql";

/** Steps of an action's life that are told in the trail, by the status that its own log gives. */
const ACTS: Record<string, string> = {
  approved: "guardian.approval.granted",
  rejected: "guardian.approval.rejected",
  expired: "guardian.approval.expired",
  executed: "guardian.intervention.completed",
  reverted: "guardian.intervention.reverted",
};

/** What was begun, whatever became of it since. */
const DONE = ["executing", "executed", "reverting", "reverted", "failed"];

/** Throws for an action that is half done, for what stands without one, and for a step that is not on the record. */
export async function expectWhole(project: { id: string }): Promise<void> {
  const actions = await rows<{ id: string; status: string; asked: boolean; log: string[]; acts: string[] }>`
    SELECT x.id, x.status, cardinality(x.approval_reasons) > 0 AND NOT x.is_break_glass AS asked, (SELECT array_agg(step ->> 'status') FROM jsonb_array_elements(x.audit_log) AS step) AS log,
      (SELECT coalesce(array_agg(e.act), '{}') FROM audit_entries e JOIN audit_chain c ON c.seq = e.seq
        WHERE e.entity = x.id) AS acts
    FROM guardian_actions x WHERE x.project_id = ${project.id}`;
  for (const { id, status, asked, log, acts } of actions) {
    // Granting and carrying out are one: nothing ends between them.
    expect([id, status]).not.toEqual([id, "approved"]);
    for (const step of new Set(log)) {
      const act = ACTS[step];
      if (act) expect([id, step, acts]).toEqual([id, step, expect.arrayContaining([act])]);
    }
    const times = (act: string) => acts.filter((one) => one === act).length;
    expect([id, times("guardian.approval.requested")]).toEqual([id, asked ? 1 : 0]);
    // The decision is what the trail keeps, once: what drains or is let go in stages ends by itself after it.
    const isBack = log.includes("reverting") || log.includes("reverted");
    expect([id, times("guardian.intervention.reverted")]).toEqual([id, isBack ? 1 : 0]);
    expect([id, times("guardian.intervention.started")]).toEqual([id, DONE.includes(status) ? 1 : 0]);
    expect([id, times("guardian.intervention.completed")]).toEqual([id, log.includes("executed") ? 1 : 0]);
  }
  // What stands has an action that is carried out and says so; what an action says that it laid is there.
  const orphans = await rows`
    WITH laid AS (
      SELECT id, owner FROM holds WHERE ended_at IS NULL
      UNION ALL SELECT id, owner FROM priority_overrides WHERE ended_at IS NULL
      UNION ALL SELECT id, owner FROM capacity_reservations WHERE ended_at IS NULL
      UNION ALL SELECT id, state_owner FROM agents WHERE state = 'quarantined' AND state_owner IS NOT NULL
    )
    SELECT laid.* FROM laid LEFT JOIN guardian_actions x ON x.id = laid.owner
    WHERE laid.owner LIKE 'gact_%' AND (x.status IS NULL OR x.status NOT IN ('executing', 'executed', 'reverting', 'failed'))`;
  expect(orphans).toEqual([]);
  // Nothing stays when its guardian has died.
  const endless = await rows`
    SELECT x.id FROM guardian_actions x LEFT JOIN holds h ON h.owner = x.id AND h.ended_at IS NULL
      LEFT JOIN priority_overrides o ON o.owner = x.id AND o.ended_at IS NULL
      LEFT JOIN capacity_reservations r ON r.owner = x.id AND r.ended_at IS NULL
    WHERE x.project_id = ${project.id} AND (
      (x.executed_at IS NOT NULL AND x.action_type <> 'cancel_task' AND x.expires_at IS NULL)
      OR (h.id IS NOT NULL AND h.expires_at IS DISTINCT FROM x.expires_at)
      OR (o.id IS NOT NULL AND o.expires_at IS DISTINCT FROM x.expires_at)
      OR (r.id IS NOT NULL AND r.expires_at IS DISTINCT FROM x.expires_at))`;
  expect(endless).toEqual([]);
  const missing = await rows`
    SELECT e.action_id, e.kind FROM guardian_effects e JOIN guardian_actions x ON x.id = e.action_id
    WHERE x.project_id = ${project.id} AND e.ref_id IS NOT NULL AND e.kind <> 'task_requeued'
      AND NOT EXISTS (SELECT 1 FROM holds WHERE id = e.ref_id)
      AND NOT EXISTS (SELECT 1 FROM priority_overrides WHERE id = e.ref_id)
      AND NOT EXISTS (SELECT 1 FROM capacity_reservations WHERE id = e.ref_id)
      AND NOT EXISTS (SELECT 1 FROM host_requests WHERE id = e.ref_id)
      AND NOT EXISTS (SELECT 1 FROM tasks WHERE id = e.ref_id)`;
  expect(missing).toEqual([]);
}

/** The chain is whole, and every entry of the trail is in it. */
export async function expectChained(): Promise<void> {
  const { state, fault } = await verifyDatabase();
  expect({ state, fault }).toEqual({ state: "whole", fault: null });
}
