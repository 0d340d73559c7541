// What like tasks cost: the finished tasks of a project and phase, as the ledger has them.
import type { Tx } from "@/lib/platform/db/transact";

/** Finished tasks that a norm is made from. */
const SAMPLES_MAX = 200;

interface Group {
  projectId: string;
  phase: string;
}

/** Notes what these tasks cost, where they have ended and something counts for them; returns whose norms this moves. */
export async function noteSamples(tx: Tx, taskIds: string[]): Promise<Group[]> {
  return tx.$queryRaw<Group[]>`
    WITH noted AS (
      INSERT INTO cost_norm_samples AS s (task_id, project_id, phase, cost_usd, finished_at)
      SELECT t.id, t.project_id, t.phase, cost.usd, t.finished_at FROM tasks t
      CROSS JOIN LATERAL (SELECT sum(coalesce(r.adjusted_cost, r.total_cost)) AS usd FROM cost_records r
        WHERE r.task_id = t.id AND r.is_counted) AS cost
      WHERE t.id = ANY(${taskIds}::text[]) AND t.state IN ('completed', 'failed') AND cost.usd > 0
      ORDER BY t.id
      ON CONFLICT (task_id) DO UPDATE SET cost_usd = excluded.cost_usd WHERE s.cost_usd <> excluded.cost_usd
      RETURNING project_id, phase
    )
    SELECT DISTINCT project_id AS "projectId", phase FROM noted ORDER BY 1, 2`;
}

/** Forgets all but the newest samples of a group, and says what nine of ten of them cost at most. */
export async function renewNorm(tx: Tx, { projectId, phase }: Group): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM cost_norm_samples WHERE task_id IN (
      SELECT task_id FROM cost_norm_samples WHERE project_id = ${projectId} AND phase = ${phase}
      ORDER BY finished_at DESC, task_id DESC OFFSET ${SAMPLES_MAX})`;
  await tx.$executeRaw`
    INSERT INTO cost_norms (project_id, phase, p90_usd, samples, updated_at)
    SELECT project_id, phase, percentile_disc(0.9) WITHIN GROUP (ORDER BY cost_usd), count(*), statement_timestamp()
    FROM cost_norm_samples WHERE project_id = ${projectId} AND phase = ${phase} GROUP BY 1, 2
    ON CONFLICT (project_id, phase) DO UPDATE SET p90_usd = excluded.p90_usd, samples = excluded.samples,
      updated_at = excluded.updated_at`;
}

/** What like tasks cost; null while too few are known. */
export async function findNorm(tx: Tx, projectId: string, phase: string): Promise<string | null> {
  const [row] = await tx.$queryRaw<[{ norm: string | null }]>`
    SELECT trim_scale(cost_norm(${projectId}, ${phase}))::text AS norm`;
  return row.norm;
}
