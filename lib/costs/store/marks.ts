// Forecasts that are kept as they were, until what happened can be compared with them.
import type { Tx } from "@/lib/platform/db/transact";

export interface Mark {
  projectId: string;
  madeAt: Date;
  tasks: number;
  spent: string;
  p10: string;
  p50: string;
  p90: string;
}

export async function insertMark(tx: Tx, mark: Mark): Promise<void> {
  const { projectId, madeAt, tasks, spent, p10, p50, p90 } = mark;
  await tx.$executeRaw`
    INSERT INTO cost_forecast_marks (project_id, made_at, tasks, spent_usd, p10_usd, p50_usd, p90_usd)
    VALUES (${projectId}, ${madeAt}, ${tasks}, ${spent}::numeric, ${p10}::numeric, ${p50}::numeric, ${p90}::numeric)
    ON CONFLICT DO NOTHING`;
}

/** The project's newest mark: how many tasks it was about, and how many hours ago it was made. */
export async function findNewestMark(
  tx: Tx,
  projectId: string,
): Promise<{ tasks: number; hours: number } | null> {
  const [row] = await tx.$queryRaw<{ tasks: number; hours: number }[]>`
    SELECT tasks, (extract(epoch FROM clock_timestamp() - made_at) / 3600)::float8 AS hours
    FROM cost_forecast_marks WHERE project_id = ${projectId} ORDER BY made_at DESC LIMIT 1`;
  return row ?? null;
}

export async function listUnscoredProjects(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT project_id AS id FROM cost_forecast_marks WHERE scored_at IS NULL ORDER BY 1`;
  return rows.map(({ id }) => id);
}

/** A project's marks that were made before that instant and wait for their comparison, a hundred at a time. */
export async function listUnscored(
  tx: Tx,
  projectId: string,
  before: Date | null,
): Promise<{ madeAt: Date; spent: string }[]> {
  return tx.$queryRaw`
    SELECT made_at AS "madeAt", spent_usd::text AS spent FROM cost_forecast_marks
    WHERE project_id = ${projectId} AND scored_at IS NULL
      AND (${before}::timestamptz IS NULL OR made_at < ${before}) ORDER BY made_at LIMIT 100`;
}

/** Forgets what has waited for its comparison too long. */
export async function dropOldMarks(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM cost_forecast_marks
    WHERE scored_at IS NULL AND made_at < clock_timestamp() - interval '90 days'`;
}

/** Notes once what the tasks of a mark have cost since. */
export async function scoreMark(tx: Tx, projectId: string, madeAt: Date, actual: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE cost_forecast_marks SET scored_at = clock_timestamp(), actual_usd = ${actual}::numeric
    WHERE project_id = ${projectId} AND made_at = ${madeAt} AND scored_at IS NULL`;
}

export interface Coverage {
  scored: number;
  inside: number;
  waiting: number;
}

/** Of the last `limit` marks that were scored, of a project or of all: how many bands held what came. */
export async function readCoverage(tx: Tx, projectId: string | null, limit: number): Promise<Coverage> {
  const [row] = await tx.$queryRaw<[Coverage]>`
    SELECT count(scored_at)::int AS scored,
      (count(*) FILTER (WHERE actual_usd BETWEEN p10_usd AND p90_usd))::int AS inside,
      (SELECT count(*)::int FROM cost_forecast_marks
        WHERE scored_at IS NULL AND (${projectId}::text IS NULL OR project_id = ${projectId})) AS waiting
    FROM (SELECT * FROM cost_forecast_marks WHERE scored_at IS NOT NULL
      AND (${projectId}::text IS NULL OR project_id = ${projectId}) ORDER BY made_at DESC LIMIT ${limit}) AS last`;
  return row;
}
