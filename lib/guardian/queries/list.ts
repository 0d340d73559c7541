import { infiniteQueryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { ActionsPage, type ActionsQuery } from "../schema";
import { ACTIONS_PAGE, guardianKeys } from "./keys";

export type ActionFilter = Omit<ActionsQuery, "cursor" | "limit">;

/** The interventions that match, newest first, page by page. */
export function actionsQuery(filter: ActionFilter) {
  return infiniteQueryOptions({
    queryKey: [...guardianKeys.actions, filter],
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
