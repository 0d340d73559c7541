import type { Tx } from "@/lib/platform/db/transact";
import type { ForecastReport } from "../schema";

export interface ForecastRow {
  scope: string;
  projectId: string | null;
  computedAt: Date;
  fingerprint: string;
  report: ForecastReport;
  highSince: Date | null;
}

/** The forecasts that are kept of these scopes. */
export async function listForecasts(tx: Tx, scopes: string[]): Promise<ForecastRow[]> {
  if (scopes.length === 0) return [];
  return tx.$queryRaw<ForecastRow[]>`
    SELECT scope, project_id AS "projectId", computed_at AS "computedAt", fingerprint, report,
      high_since AS "highSince"
    FROM cost_forecasts WHERE scope = ANY(${scopes}::text[])`;
}

/**
 * Keeps a forecast in place of the scope's older one, and tells since when its budget was likely exceeded; null when
 * another replica keeps one already that was worked out later.
 */
export async function saveForecast(
  tx: Tx,
  row: Omit<ForecastRow, "highSince">,
): Promise<Pick<ForecastRow, "highSince"> | null> {
  const { scope, projectId, computedAt, fingerprint, report } = row;
  const [saved] = await tx.$queryRaw<Pick<ForecastRow, "highSince">[]>`
    INSERT INTO cost_forecasts AS f (scope, project_id, computed_at, fingerprint, report)
    VALUES (${scope}, ${projectId}, ${computedAt}, ${fingerprint}, ${JSON.stringify(report)}::jsonb)
    ON CONFLICT (scope) DO UPDATE SET project_id = excluded.project_id, computed_at = excluded.computed_at,
      fingerprint = excluded.fingerprint, report = excluded.report
      WHERE f.computed_at <= excluded.computed_at
    RETURNING f.high_since AS "highSince"`;
  return saved ?? null;
}

export async function setHigh(tx: Tx, scope: string, since: Date | null): Promise<void> {
  await tx.$executeRaw`UPDATE cost_forecasts SET high_since = ${since} WHERE scope = ${scope}`;
}

/** Forecasts that nobody has worked out again for days are of what is over. */
export async function dropOldForecasts(tx: Tx): Promise<void> {
  await tx.$executeRaw`DELETE FROM cost_forecasts WHERE computed_at < clock_timestamp() - interval '3 days'`;
}

/** Changes with each call that the ledger counts of the present hour or the last, of a project or of all. */
export async function readPulse(tx: Tx, projectId: string | null): Promise<string> {
  const [row] = await tx.$queryRaw<[{ pulse: string }]>`
    SELECT concat_ws('/', sum(calls), sum(total_cost)) AS pulse FROM cost_rollups
    WHERE hour >= date_trunc('hour', clock_timestamp(), 'UTC') - interval '1 hour'
      AND (${projectId}::text IS NULL OR project_id = ${projectId})`;
  return row.pulse;
}

export async function readNow(tx: Tx): Promise<Date> {
  const [row] = await tx.$queryRaw<[{ now: Date }]>`SELECT clock_timestamp() AS now`;
  return row.now;
}

/** Takes work that is due, for one replica alone: false when it is not due, or another took it. */
export async function takePass(tx: Tx, name: string, everySeconds: number): Promise<boolean> {
  const taken = await tx.$executeRaw`
    INSERT INTO cost_passes AS p (name, next_at)
    VALUES (${name}, clock_timestamp() + ${everySeconds}::int * interval '1 second')
    ON CONFLICT (name) DO UPDATE SET next_at = excluded.next_at WHERE p.next_at <= clock_timestamp()`;
  return taken > 0;
}
