import { infiniteQueryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { CostRecordsPage, type CostRecordsQuery } from "../schema";
import { costKeys, RECORDS_PAGE } from "./keys";

export type CostRecordFilter = Omit<CostRecordsQuery, "cursor" | "limit">;

/** The records that match, newest first, page by page. */
export function costRecordsQuery(filter: CostRecordFilter) {
  return infiniteQueryOptions({
    queryKey: [...costKeys.records, filter],
    initialPageParam: null as string | null,
    getNextPageParam: (page: CostRecordsPage) => page.nextCursor,
    queryFn: ({ pageParam, signal }) =>
      api({
        method: "GET",
        path: "/costs/records",
        query: { ...filter, cursor: pageParam, limit: RECORDS_PAGE },
        reply: CostRecordsPage,
        signal,
      }),
  });
}
