// From the samples of a metric to the lines of a chart and the rows of its table. What was not sampled is a gap.
import type { AnomalyMark, MetricRange, Samples } from "@/lib/monitoring/schema";
import { Priority } from "@/lib/work/schema";
import { formatDuration } from "../ui/time-format";

/** Courses with a colour of their own: the largest; more would be a tangle. */
export const LINES_MAX = 6;

interface LineSeries {
  label: string;
  colour: string;
}

interface LineRow {
  at: string;
  label: string;
  values: (number | null)[];
}

export interface LineChartData {
  series: LineSeries[];
  rows: LineRow[];
  /** Indexes of rows between which a course was unusual, and of which series. */
  marks: { alertId: string; from: number; to: number; series: number }[];
  hidden: number;
}

export const RANGE_WORDS: Record<MetricRange, string> = {
  "1h": "1 hour",
  "24h": "24 hours",
  "7d": "7 days",
  "30d": "30 days",
};

const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

/** `nameOf` puts a name in the place of a label's id. */
export function toLineChart(samples: Samples, nameOf: (text: string) => string): LineChartData {
  const stepMs = samples.step * 1000;
  const start = Math.ceil(Date.parse(samples.from) / stepMs);
  const count = Math.max(1, Math.floor(Date.parse(samples.to) / stepMs) - start + 1);
  const shown = samples.series
    .map((one) => ({ ...one, last: one.points.at(-1)?.value ?? 0 }))
    .sort((a, b) => b.last - a.last)
    .slice(0, LINES_MAX)
    .sort((a, b) => compareLabels(labelOf(a.labels, nameOf), labelOf(b.labels, nameOf)));
  const format = samples.step < 300 ? clock : day;
  const rows = Array.from({ length: count }, (_, index): LineRow => {
    const at = new Date((start + index) * stepMs);
    return { at: at.toISOString(), label: format.format(at), values: shown.map(() => null) };
  });
  for (const [index, { points }] of shown.entries()) {
    for (const { at, value } of points) {
      const row = rows[Math.floor(Date.parse(at) / stepMs) - start];
      if (row) row.values[index] = value;
    }
  }
  const place = (at: string) => Math.min(count - 1, Math.max(0, Math.floor(Date.parse(at) / stepMs) - start));
  const marks = samples.anomalies.flatMap(({ alertId, labels, from, to }) => {
    const series = shown.findIndex((one) => isSame(one.labels, labels));
    return series < 0 ? [] : [{ alertId, series, from: place(from), to: place(to ?? samples.to) }];
  });
  return {
    series: shown.map(({ labels }, index) => ({
      label: labelOf(labels, nameOf) || "Value",
      colour: `var(--series-${index + 1})`,
    })),
    rows,
    marks,
    hidden: samples.series.length - shown.length,
  };
}

/**
 * The heights as they are drawn. A sample that comes a moment late falls into the next step: over one missing step the
 * line goes on, over more it breaks.
 */
export function toHeights(rows: LineRow[]): (number | null)[][] {
  return rows.map(({ values }, row) =>
    values.map((value, index) => {
      const [before, after] = [rows[row - 1]?.values[index], rows[row + 1]?.values[index]];
      return value === null && before != null && after != null ? (before + after) / 2 : value;
    }),
  );
}

/** By name, and priorities from the highest on. */
function compareLabels(a: string, b: string): number {
  const rank = (label: string) => (Priority.options as string[]).indexOf(label);
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

function labelOf(labels: Record<string, string>, nameOf: (text: string) => string): string {
  return Object.values(labels).map(nameOf).join(", ");
}

function isSame(a: Record<string, string>, b: Record<string, string>): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name] === b[name]);
}

/** `omoios_queue_oldest_pending_seconds` becomes `Queue oldest pending seconds`. */
export function metricWords(metric: string): string {
  const words = metric.replace(/^omoios_/, "").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Whether its values count things, so that an axis of it has whole ticks; a rate or a time may lie between two. */
export function isCount(metric: string): boolean {
  return !/_(seconds|rate|usd|bytes)$|_per_/.test(metric);
}

/** A value as it is read: seconds in words, shares of a hundred, the rest to three digits. */
export function valueWords(metric: string, value: number): string {
  if (metric.endsWith("_seconds")) return formatDuration(value * 1000);
  if (metric.endsWith("_rate"))
    return `${(value * 100).toLocaleString("en", { maximumFractionDigits: 1 })} %`;
  return value.toLocaleString("en", { maximumSignificantDigits: 4 });
}

/** The chart in a sentence, for those who cannot see it. */
export function summaryOf(metric: string, { series, rows, marks }: LineChartData): string {
  const parts = series.map(({ label }, index) => {
    const values = rows
      .map((row) => row.values[index])
      .filter((value) => value !== null && value !== undefined);
    if (values.length === 0) return `${label}: nothing was sampled`;
    const last = values.at(-1) ?? 0;
    const words = [Math.min(...values), Math.max(...values), last].map((value) => valueWords(metric, value));
    return `${label}: between ${words[0]} and ${words[1]}, ${words[2]} at the end`;
  });
  const unusual =
    marks.length === 0 ? "" : ` Unusual ${marks.length === 1 ? "once" : `${marks.length} times`}.`;
  return `${metricWords(metric)}. ${parts.join("; ")}.${unusual}`;
}

/** `120, usually 4; 8.4 times the usual spread` */
export function anomalyWords(metric: string, { value, median, score }: AnomalyMark): string {
  const times = Math.abs(score).toLocaleString("en", { maximumFractionDigits: 1 });
  return `${valueWords(metric, value)}, usually ${valueWords(metric, median)}: ${times} times the usual spread`;
}
