import { infiniteQueryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { ActionsPage, type ActionsQuery } from "../schema";
import { ACTIONS_PAGE, guardianKeys, PROPOSED_REFRESH_MS } from "./keys";

export type ActionFilter = Omit<ActionsQuery, "cursor" | "limit">;

/** The interventions that match, newest first, page by page. */
export function actionsQuery(filter: ActionFilter) {
  return infiniteQueryOptions({
    queryKey: [...guardianKeys.actions, filter],
    refetchInterval: ({ state }: { state: { data: { pages: ActionsPage[] } | undefined } }) =>
      hasProposed(state.data?.pages) && PROPOSED_REFRESH_MS,
    initialPageParam: null as string | null,
    getNextPageParam: (page: ActionsPage) => page.nextCursor,
    queryFn: ({ pageParam, signal }) =>
      api({
        method: "GET",
        path: "/guardian/actions",
        query: {
          ...filter,
          type: filter.type?.join(","),
          status: filter.status?.join(","),
          cursor: pageParam,
          limit: ACTIONS_PAGE,
        },
        reply: ActionsPage,
        signal,
      }),
  });
}

function hasProposed(pages: ActionsPage[] = []): boolean {
  return pages.some(({ items }) => items.some(({ status }) => status === "proposed"));
}
