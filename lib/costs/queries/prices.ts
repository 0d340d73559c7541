import { infiniteQueryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { PriceList } from "../schema";
import { costKeys, RECORDS_PAGE } from "./keys";

export interface PriceFilter {
  /** Words in the provider's or the model's name. */
  q?: string | undefined;
}

/** The prices that match, by provider and model, page by page. */
export function pricesQuery(filter: PriceFilter) {
  return infiniteQueryOptions({
    queryKey: [...costKeys.prices, filter],
    // No event tells that the file of prices has changed.
    refetchInterval: 30_000,
    initialPageParam: null as string | null,
    getNextPageParam: (page: PriceList) => page.nextCursor,
    queryFn: ({ pageParam, signal }) =>
      api({
        method: "GET",
        path: "/costs/prices",
        query: { ...filter, cursor: pageParam, limit: RECORDS_PAGE },
        reply: PriceList,
        signal,
      }),
  });
}
