import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import {
  type AcknowledgeAlert,
  Alert,
  AlertCounts,
  AlertDetail,
  AlertRules,
  AlertsPage,
  type AlertsQuery,
  type EscalateAlert,
  type ResolveAlert,
  type SilenceAlert,
} from "../schema";
import { ALERTS_PAGE, alertKeys } from "./keys";

export type AlertFilter = Omit<AlertsQuery, "cursor" | "limit">;

/** Those that match, newest first, page by page. */
export function alertsQuery(filter: AlertFilter) {
  return infiniteQueryOptions({
    queryKey: [...alertKeys.list, filter],
    initialPageParam: null as string | null,
    getNextPageParam: (page: AlertsPage) => page.nextCursor,
    queryFn: ({ pageParam, signal }) =>
      api({
        method: "GET",
        path: "/alerts",
        query: { ...filter, cursor: pageParam, limit: ALERTS_PAGE },
        reply: AlertsPage,
        signal,
      }),
  });
}

export function alertQuery(id: string) {
  return queryOptions({
    queryKey: [...alertKeys.all, "one", id],
    queryFn: ({ signal }) => api({ method: "GET", path: `/alerts/${id}`, reply: AlertDetail, signal }),
  });
}

/** Of those that match, whatever their state. */
export function alertCountsQuery({ state: _, sort: __, ...query }: AlertFilter) {
  return queryOptions({
    queryKey: [...alertKeys.counts, query],
    queryFn: ({ signal }) =>
      api({ method: "GET", path: "/alerts/counts", query, reply: AlertCounts, signal }),
  });
}

export function alertRulesQuery() {
  return queryOptions({
    queryKey: alertKeys.rules,
    queryFn: ({ signal }) => api({ method: "GET", path: "/monitoring/rules", reply: AlertRules, signal }),
  });
}

const act =
  <Body>(name: string) =>
  (id: string, body: Body, idempotencyKey: string) =>
    api({ method: "POST", path: `/alerts/${id}/${name}`, body, reply: Alert, idempotencyKey });

export const acknowledgeAlert = act<AcknowledgeAlert>("acknowledge");
export const silenceAlert = act<SilenceAlert>("silence");
export const escalateAlert = act<EscalateAlert>("escalate");
export const resolveAlert = act<ResolveAlert>("resolve");
