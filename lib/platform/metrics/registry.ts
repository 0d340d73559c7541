// What this process counts about itself, in Prometheus's words: seconds, bytes, `_total`.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const USE_CASE_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requests: new Counter({
      name: "omoios_http_requests_total",
      help: "API requests answered, by route template.",
      labelNames: ["method", "route", "status"],
      registers,
    }),
    requestSeconds: new Histogram({
      name: "omoios_http_request_duration_seconds",
      help: "Time spent on API requests; time that a long poll waited for something to happen is left out.",
      labelNames: ["method", "route"],
      buckets: REQUEST_SECONDS,
      registers,
    }),
    useCaseSeconds: new Histogram({
      name: "omoios_use_case_duration_seconds",
      help: "Duration of use cases, each one transaction with its retries.",
      labelNames: ["use_case", "outcome"],
      buckets: USE_CASE_SECONDS,
      registers,
    }),
    events: new Counter({
      name: "omoios_events_total",
      help: "Events that this replica committed: claims, completions, failures and all the others.",
      labelNames: ["type"],
      registers,
    }),
    rateLimited: new Counter({
      name: "omoios_rate_limited_total",
      help: "API requests refused with 429, by policy.",
      labelNames: ["policy"],
      registers,
    }),
    longPolls: new Gauge({
      name: "omoios_long_polls_open",
      help: "Requests that wait for something to happen.",
      registers,
    }),
    streams: new Gauge({ name: "omoios_event_streams_open", help: "Open event streams (SSE).", registers }),
    sourceFailures: new Counter({
      name: "omoios_metrics_source_failures_total",
      help: "Times that a group of gauges could not be read.",
      labelNames: ["source"],
      registers,
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
// Routes, pages and instrumentation are separate bundles: only globalThis is one.
const holder = globalThis as typeof globalThis & { omoiMetrics?: Metrics };

export function metrics(): Metrics {
  holder.omoiMetrics ??= createMetrics();
  return holder.omoiMetrics;
}
