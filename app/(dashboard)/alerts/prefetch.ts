// Fills a page's queries on the server with what the API would answer; a failure is left to the browser.
import type { QueryClient } from "@tanstack/react-query";
import {
  ALERTS_PAGE,
  type AlertFilter,
  alertCountsQuery,
  alertRulesQuery,
  alertsQuery,
  metricsQuery,
  samplesQuery,
} from "@/lib/monitoring/queries";
import type { SamplesQuery } from "@/lib/monitoring/schema";
import { countAlerts, getSamples, listAlertRules, listAlerts, listMetrics } from "@/lib/monitoring/service";
import type { Person } from "@/lib/platform/auth/authenticate";

/** The browser will ask again; a page does not wait for more than one try. */
const ONCE = { retry: false } as const;

export function prefetchAlerts(client: QueryClient, person: Person, filter: AlertFilter) {
  return client.prefetchInfiniteQuery({
    ...alertsQuery(filter),
    ...ONCE,
    queryFn: () => listAlerts(person, { ...filter, limit: ALERTS_PAGE }),
  });
}

export function prefetchAlertCounts(client: QueryClient, person: Person, filter: AlertFilter) {
  return client.prefetchQuery({
    ...alertCountsQuery(filter),
    ...ONCE,
    queryFn: () => countAlerts(person, filter),
  });
}

export function prefetchAlertRules(client: QueryClient, person: Person) {
  return client.prefetchQuery({ ...alertRulesQuery(), ...ONCE, queryFn: () => listAlertRules(person) });
}

export function prefetchMetrics(client: QueryClient, person: Person) {
  return client.prefetchQuery({ ...metricsQuery(), ...ONCE, queryFn: () => listMetrics(person) });
}

export function prefetchSamples(client: QueryClient, person: Person, query: SamplesQuery) {
  return client.prefetchQuery({
    ...samplesQuery(query),
    ...ONCE,
    queryFn: () => getSamples(person, query),
  });
}
