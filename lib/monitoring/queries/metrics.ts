import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { Metrics, Samples, type SamplesQuery } from "../schema";
import { alertKeys } from "./keys";

export function metricsQuery() {
  return queryOptions({
    queryKey: [...alertKeys.metrics, "names"],
    queryFn: ({ signal }) => api({ method: "GET", path: "/monitoring/metrics", reply: Metrics, signal }),
  });
}

export function samplesQuery(query: SamplesQuery) {
  return queryOptions({
    queryKey: [...alertKeys.metrics, query],
    queryFn: ({ signal }) =>
      api({ method: "GET", path: "/monitoring/samples", query, reply: Samples, signal }),
  });
}
