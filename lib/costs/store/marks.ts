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

export async function listUnscored(tx: Tx): Promise<{ projectId: string; madeAt: Date; spent: string }[]> {
  return tx.$queryRaw`
    SELECT project_id AS "projectId", made_at AS "madeAt", spent_usd::text AS spent FROM cost_forecast_marks
    WHERE scored_at IS NULL AND made_at > clock_timestamp() - interval '90 days' ORDER BY made_at LIMIT 500`;
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
