import { RecommendationsPage, RecommendationsQuery } from "@/lib/costs/schema";
import { listRecommendations } from "@/lib/costs/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "List ways to spend less that the ledger shows, the largest saving first",
    scope: "work:read",
    query: RecommendationsQuery,
    reply: RecommendationsPage,
  },
  ({ actor, query }) => listRecommendations(actor, query),
);
