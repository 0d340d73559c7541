import type { Tx } from "@/lib/platform/db/transact";

/** Seconds between samples, and the steps in which they are added up. */
export const SAMPLE_SECONDS = 15;
const ROLLUP_STEPS = [300, 3600];
const SAMPLES_KEPT_DAYS = 2;
const ROLLUPS_KEPT_DAYS = 30;

export interface NewSample {
  metric: string;
  /** Canonical JSON. */
  labels: string;
  value: number;
}

/**
 * Keeps these values as those of now, and adds them to the roll-ups. What is kept for this quarter of a minute already
 * stays as it is, so that two replicas do not count twice. Returns how many were kept.
 */
export async function insertSamples(tx: Tx, samples: readonly NewSample[]): Promise<number> {
  const metrics = samples.map((sample) => sample.metric);
  const labels = samples.map((sample) => sample.labels);
  const values = samples.map((sample) => sample.value);
  await tx.$executeRaw`
    INSERT INTO monitor_series (metric, labels)
    SELECT DISTINCT given.metric, given.labels FROM unnest(${metrics}::text[], ${labels}::text[]) AS given (metric, labels)
    WHERE NOT EXISTS (SELECT 1 FROM monitor_series s WHERE s.metric = given.metric AND s.labels = given.labels)
    ORDER BY 1, 2 ON CONFLICT DO NOTHING`;
  return tx.$executeRaw`
    WITH fresh AS (
      INSERT INTO monitor_samples (series_id, at, value)
      SELECT s.id, date_bin(${SAMPLE_SECONDS}::int * interval '1 second', statement_timestamp(), 'epoch'), given.value
      FROM unnest(${metrics}::text[], ${labels}::text[], ${values}::float8[]) AS given (metric, labels, value)
      JOIN monitor_series s ON s.metric = given.metric AND s.labels = given.labels
      ON CONFLICT DO NOTHING RETURNING series_id, at, value
    )
    INSERT INTO monitor_rollups AS r (series_id, seconds, at, samples, sum, min, max)
    SELECT series_id, step, date_bin(step * interval '1 second', at, 'epoch'), 1, value, value, value
    FROM fresh CROSS JOIN unnest(${ROLLUP_STEPS}::int[]) AS step ORDER BY 1, 2
    ON CONFLICT (series_id, seconds, at) DO UPDATE SET samples = r.samples + 1, sum = r.sum + excluded.sum,
      min = least(r.min, excluded.min), max = greatest(r.max, excluded.max)`;
}

export interface Series {
  id: number;
  metric: string;
  labels: Record<string, string>;
}

const toSeries = ({ labels, ...row }: Omit<Series, "labels"> & { labels: string }): Series => ({
  ...row,
  labels: JSON.parse(labels) as Record<string, string>,
});

const SERIES_MAX = 100;

export async function listSeries(tx: Tx, metric: string): Promise<Series[]> {
  const rows = await tx.$queryRaw<(Omit<Series, "labels"> & { labels: string })[]>`
    SELECT id, metric, labels FROM monitor_series WHERE metric = ${metric} ORDER BY labels LIMIT ${SERIES_MAX}`;
  return rows.map(toSeries);
}

export async function countSeries(tx: Tx): Promise<{ metric: string; series: number }[]> {
  return tx.$queryRaw<{ metric: string; series: number }[]>`
    SELECT metric, count(*)::int AS series FROM monitor_series GROUP BY 1 ORDER BY 1`;
}

export interface Point {
  seriesId: number;
  at: Date;
  value: number;
  min: number;
  max: number;
}

/** The course of these series since an instant, in steps of `step` seconds, which are those of samples or of roll-ups. */
export async function readPoints(tx: Tx, seriesIds: number[], since: Date, step: number): Promise<Point[]> {
  if (seriesIds.length === 0) return [];
  if (step === SAMPLE_SECONDS) {
    return tx.$queryRaw<Point[]>`
      SELECT series_id AS "seriesId", at, value, value AS min, value AS max FROM monitor_samples
      WHERE series_id = ANY(${seriesIds}::int[]) AND at >= ${since} ORDER BY series_id, at`;
  }
  return tx.$queryRaw<Point[]>`
    SELECT series_id AS "seriesId", at, sum / samples AS value, min, max FROM monitor_rollups
    WHERE series_id = ANY(${seriesIds}::int[]) AND seconds = ${step}::int AND at >= ${since} ORDER BY series_id, at`;
}

/** The newest value of each course of these metrics, unless it is older than that. */
export async function readLatest(
  tx: Tx,
  metrics: string[],
  withinSeconds: number,
): Promise<(Series & { value: number })[]> {
  if (metrics.length === 0) return [];
  const rows = await tx.$queryRaw<{ id: number; metric: string; labels: string; value: number }[]>`
    SELECT s.id, s.metric, s.labels, last.value FROM monitor_series s
    CROSS JOIN LATERAL (SELECT value FROM monitor_samples v WHERE v.series_id = s.id
      AND v.at > clock_timestamp() - make_interval(secs => ${withinSeconds}::double precision) ORDER BY v.at DESC LIMIT 1) AS last
    WHERE s.metric = ANY(${metrics}::text[])`;
  return rows.map(({ value, ...row }) => ({ ...toSeries(row), value }));
}

export interface Course {
  seriesId: number;
  /** Mean of the last five minutes. */
  now: number;
  /** Means of the steps of five minutes before that, oldest first. */
  past: number[];
}

const STEP = 300;

/** What each series did over a window, and does now; one without a sample in the last minute is left out. */
export async function readCourses(tx: Tx, seriesIds: number[], windowSeconds: number): Promise<Course[]> {
  if (seriesIds.length === 0) return [];
  return tx.$queryRaw<Course[]>`
    SELECT s.id AS "seriesId", recent.now, past.past FROM unnest(${seriesIds}::int[]) AS s (id)
    CROSS JOIN LATERAL (
      SELECT avg(value) AS now, max(at) AS last FROM monitor_samples
      WHERE series_id = s.id AND at > clock_timestamp() - ${STEP}::int * interval '1 second'
    ) AS recent
    CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(sum / samples ORDER BY at), '{}') AS past FROM monitor_rollups
      WHERE series_id = s.id AND seconds = ${STEP}::int AND at > clock_timestamp() - ${windowSeconds}::int * interval '1 second'
        AND at < clock_timestamp() - ${2 * STEP}::int * interval '1 second'
    ) AS past
    WHERE recent.last > clock_timestamp() - interval '1 minute'`;
}

/** Forgets what has served its time. */
export async function deleteOld(tx: Tx): Promise<void> {
  await tx.$executeRaw`DELETE FROM monitor_samples WHERE at < now() - make_interval(days => ${SAMPLES_KEPT_DAYS}::int)`;
  await tx.$executeRaw`DELETE FROM monitor_rollups WHERE at < now() - make_interval(days => ${ROLLUPS_KEPT_DAYS}::int)`;
  await tx.$executeRaw`
    DELETE FROM monitor_series s WHERE NOT EXISTS (SELECT 1 FROM monitor_rollups r WHERE r.series_id = s.id)
      AND NOT EXISTS (SELECT 1 FROM monitor_samples v WHERE v.series_id = s.id)`;
}
