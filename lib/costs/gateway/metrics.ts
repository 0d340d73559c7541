// What the gateway counts about itself.
import { Counter, Gauge, Histogram } from "prom-client";
import { metrics } from "@/lib/platform/metrics/registry";

const UPSTREAM_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

function create() {
  const registers = [metrics().registry];
  return {
    requests: new Counter({
      name: "omoios_gateway_requests_total",
      help: "Requests that came to the metering gateway, by provider and the status that the caller got.",
      labelNames: ["provider", "status"],
      registers,
    }),
    upstreamSeconds: new Histogram({
      name: "omoios_gateway_upstream_duration_seconds",
      help: "Time from sending a request to a provider until the last byte of its answer.",
      labelNames: ["provider"],
      buckets: UPSTREAM_SECONDS,
      registers,
    }),
    open: new Gauge({
      name: "omoios_gateway_requests_open",
      help: "Requests that are on their way.",
      registers,
    }),
    estimated: new Counter({
      name: "omoios_gateway_estimated_records_total",
      help: "Records whose usage the gateway estimated, because no provider told it.",
      labelNames: ["provider"],
      registers,
    }),
    recordsFailed: new Counter({
      name: "omoios_gateway_records_failed_total",
      help: "Calls whose record could not be written; each is in the log with its tokens.",
      registers,
    }),
  };
}

const holder = globalThis as typeof globalThis & { omoiGatewayMetrics?: ReturnType<typeof create> };

export function gatewayMetrics() {
  holder.omoiGatewayMetrics ??= create();
  return holder.omoiGatewayMetrics;
}
