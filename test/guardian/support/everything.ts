import { rows } from "../../support/sql";

/** All in a project that an action can touch, and how much the trail and the feed have, whoever wrote it. */
export async function everythingOf({ project: { id } }: { project: { id: string } }) {
  return {
    tasks:
      await rows`SELECT id, state, effective_priority, cancel_cause, agent_id, fence, attempt_count, max_attempts, version
      FROM tasks WHERE project_id = ${id} ORDER BY id`,
    agents:
      await rows`SELECT id, state, state_owner, load, version FROM agents WHERE project_id = ${id} ORDER BY id`,
    laid: await rows`
      SELECT id, expires_at, ended_at FROM holds WHERE project_id = ${id}
      UNION ALL SELECT id, expires_at, ended_at FROM priority_overrides WHERE project_id = ${id}
      UNION ALL SELECT id, expires_at, ended_at FROM capacity_reservations WHERE project_id = ${id} ORDER BY 1`,
    requests: await rows`SELECT id, status, replaces FROM host_requests WHERE project_id = ${id} ORDER BY id`,
    actions: await rows`
      SELECT id, status, version, expires_at, audit_log FROM guardian_actions WHERE project_id = ${id} ORDER BY id`,
    effects: await rows`
      SELECT e.* FROM guardian_effects e JOIN guardian_actions x ON x.id = e.action_id WHERE x.project_id = ${id}
      ORDER BY e.action_id, e.number`,
    told: await rows`SELECT (SELECT count(*) FROM audit_entries) AS trail, (SELECT count(*) FROM audit_chain) AS chain,
      (SELECT count(*) FROM events) AS events`,
  };
}
