import { type Actor, requireScope } from "@/lib/platform/auth/actor";
import { databaseNow } from "@/lib/platform/clock";
import { read } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { sharedGaugeHelp } from "@/lib/platform/metrics/sources";
import { type AnomalyMark, type Metrics, RANGES, type Samples, type SamplesQuery } from "../schema";
import type { AlertRow } from "../store/alerts";
import { listAnomalies } from "../store/list";
import { countSeries, listSeries, readPoints, type Series } from "../store/samples";

/** The metrics whose course is kept. */
export async function listMetrics(actor: Actor): Promise<Metrics> {
  requireScope(actor, "work:read");
  const help = sharedGaugeHelp();
  const known = await read(countSeries);
  return { items: known.map(({ metric, series }) => ({ metric, series, help: help[metric] ?? "" })) };
}

/** The course of a metric, and what was unusual in it. A key of one project sees its own project's courses alone. */
export async function getSamples(actor: Actor, { metric, range }: SamplesQuery): Promise<Samples> {
  requireScope(actor, "work:read");
  const { seconds, step } = RANGES[range];
  return read(async (tx) => {
    const to = await databaseNow(tx);
    const from = new Date(to.getTime() - seconds * 1000);
    const all = await listSeries(tx, metric);
    if (all.length === 0) throw new AppError("not_found", "No such metric is sampled.");
    const seen = all.filter((series) => maySeeSeries(actor, series));
    const points = await readPoints(
      tx,
      seen.map(({ id }) => id),
      from,
      step,
    );
    const marks = await listAnomalies(tx, metric, from);
    return {
      metric,
      from: from.toISOString(),
      to: to.toISOString(),
      step,
      series: seen.map(({ id, labels }) => ({
        metric,
        labels,
        points: points
          .filter((point) => point.seriesId === id)
          .map(({ at, value, min, max }) => ({ at: at.toISOString(), value, min, max })),
      })),
      anomalies: marks.filter((row) => maySeeSeries(actor, row)).map(toMark),
    };
  });
}

function maySeeSeries({ projectId }: Actor, { labels }: Pick<Series, "labels">): boolean {
  return projectId === null || labels.project === undefined || labels.project === projectId;
}

function toMark({ id, labels, facts, raisedAt, reopenedAt, resolvedAt }: AlertRow): AnomalyMark {
  const { metric: _, ...own } = labels;
  const number = (name: string) => Number(facts[name] ?? 0);
  return {
    alertId: id,
    labels: own,
    from: (reopenedAt ?? raisedAt).toISOString(),
    to: resolvedAt?.toISOString() ?? null,
    value: number("value"),
    median: number("median"),
    score: number("score"),
  };
}
