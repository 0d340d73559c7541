import { z } from "zod";
import { Instant } from "@/lib/platform/schema";
import { AlertId } from "./alerts";

export const MetricRange = z.enum(["1h", "24h", "7d", "30d"]);
export type MetricRange = z.infer<typeof MetricRange>;

/** How far back each range goes, and the step between its points. */
export const RANGES: Record<MetricRange, { seconds: number; step: number }> = {
  "1h": { seconds: 3600, step: 15 },
  "24h": { seconds: 24 * 3600, step: 300 },
  "7d": { seconds: 7 * 24 * 3600, step: 3600 },
  "30d": { seconds: 30 * 24 * 3600, step: 3600 },
};

const SeriesName = z.object({
  metric: z.string(),
  labels: z.record(z.string(), z.string()),
});

export const SamplesQuery = z.strictObject({
  metric: z.string().max(100).describe("Its name, as `/monitoring/metrics` lists it."),
  range: MetricRange.default("1h"),
});
export type SamplesQuery = z.infer<typeof SamplesQuery>;

const SamplePoint = z.object({
  at: Instant,
  value: z.number().describe("Mean over the step."),
  min: z.number(),
  max: z.number(),
});

const SampledSeries = SeriesName.extend({ points: z.array(SamplePoint) });

export const AnomalyMark = z.object({
  alertId: AlertId,
  labels: z.record(z.string(), z.string()),
  from: Instant,
  to: Instant.nullable().describe("Null while it lasts."),
  value: z.number(),
  median: z.number(),
  score: z.number().describe("Robust z: distance from the median in units of 1.4826 MAD."),
});
export type AnomalyMark = z.infer<typeof AnomalyMark>;

export const Samples = z
  .object({
    metric: z.string(),
    from: Instant,
    to: Instant,
    step: z.int().describe("Seconds between points; where nothing was sampled there is none."),
    series: z.array(SampledSeries),
    anomalies: z.array(AnomalyMark),
  })
  .meta({ id: "MonitorSamples" });
export type Samples = z.infer<typeof Samples>;

const Metric = z.object({
  metric: z.string(),
  help: z.string(),
  series: z.int().describe("Courses of it, one for each combination of labels."),
});
export const Metrics = z.object({ items: z.array(Metric) }).meta({ id: "MonitorMetrics" });
export type Metrics = z.infer<typeof Metrics>;
