import { infiniteQueryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import {
  type AcceptRecommendation,
  type DismissRecommendation,
  LookedAgain,
  Recommendation,
  RecommendationsPage,
  type RecommendationsQuery,
} from "../schema";
import { costKeys, RECOMMENDATIONS_PAGE } from "./keys";

export type RecommendationFilter = Pick<RecommendationsQuery, "project" | "state" | "kind">;

/** Those that match, the largest saving first, page by page. */
export function recommendationsQuery(filter: RecommendationFilter) {
  return infiniteQueryOptions({
    queryKey: [...costKeys.recommendations, filter],
    initialPageParam: null as string | null,
    getNextPageParam: (page: RecommendationsPage) => page.nextCursor,
    queryFn: ({ pageParam, signal }) =>
      api({
        method: "GET",
        path: "/costs/recommendations",
        query: { ...filter, cursor: pageParam, limit: RECOMMENDATIONS_PAGE },
        reply: RecommendationsPage,
        signal,
      }),
  });
}

export function acceptRecommendation(id: string, body: AcceptRecommendation) {
  return api({ method: "POST", path: `/costs/recommendations/${id}/accept`, body, reply: Recommendation });
}

export function dismissRecommendation(id: string, body: DismissRecommendation) {
  return api({ method: "POST", path: `/costs/recommendations/${id}/dismiss`, body, reply: Recommendation });
}

export function lookAgain(project: string | undefined) {
  return api({
    method: "POST",
    path: "/costs/recommendations/look-again",
    body: { project },
    reply: LookedAgain,
  });
}
