// Fills a page's queries on the server with what the API would answer; a failure is left to the browser.
import type { QueryClient } from "@tanstack/react-query";
import {
  BUDGETS_PAGE,
  budgetsQuery,
  type CostRecordFilter,
  costRecordsQuery,
  costSummaryQuery,
  forecastQuery,
  type PriceFilter,
  pricesQuery,
  RECOMMENDATIONS_PAGE,
  RECORDS_PAGE,
  type RecommendationFilter,
  recommendationsQuery,
  type SummaryView,
  toSummaryQuery,
} from "@/lib/costs/queries";
import type { ForecastQuery } from "@/lib/costs/schema";
import {
  getCostSummary,
  getForecast,
  listBudgets,
  listCostRecords,
  listPrices,
  listRecommendations,
} from "@/lib/costs/service";
import type { Person } from "@/lib/platform/auth/authenticate";

/** The browser will ask again; a page does not wait for more than one try. */
const ONCE = { retry: false } as const;

export function prefetchSummary(client: QueryClient, person: Person, view: SummaryView) {
  return client.prefetchQuery({
    ...costSummaryQuery(view),
    ...ONCE,
    queryFn: () => getCostSummary(person, toSummaryQuery(view, new Date())),
  });
}

export function prefetchRecords(client: QueryClient, person: Person, filter: CostRecordFilter) {
  return client.prefetchInfiniteQuery({
    ...costRecordsQuery(filter),
    ...ONCE,
    queryFn: () => listCostRecords(person, { ...filter, limit: RECORDS_PAGE }),
  });
}

export function prefetchBudgets(client: QueryClient, person: Person, project: string | undefined) {
  return client.prefetchInfiniteQuery({
    ...budgetsQuery(project),
    ...ONCE,
    queryFn: () => listBudgets(person, { project, limit: BUDGETS_PAGE }),
  });
}

export function prefetchPrices(client: QueryClient, person: Person, filter: PriceFilter) {
  return client.prefetchInfiniteQuery({
    ...pricesQuery(filter),
    ...ONCE,
    queryFn: () => listPrices(person, { ...filter, limit: RECORDS_PAGE }),
  });
}

export function prefetchForecast(client: QueryClient, person: Person, query: ForecastQuery) {
  return client.prefetchQuery({
    ...forecastQuery(query),
    ...ONCE,
    queryFn: () => getForecast(person, query),
  });
}

export function prefetchRecommendations(client: QueryClient, person: Person, filter: RecommendationFilter) {
  return client.prefetchInfiniteQuery({
    ...recommendationsQuery(filter),
    ...ONCE,
    queryFn: () => listRecommendations(person, { ...filter, limit: RECOMMENDATIONS_PAGE }),
  });
}
