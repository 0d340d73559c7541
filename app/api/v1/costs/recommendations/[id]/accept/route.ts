import { z } from "zod";
import { AcceptRecommendation, Recommendation, RecommendationId } from "@/lib/costs/schema";
import { acceptRecommendation } from "@/lib/costs/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Accept a recommendation: what it saves is measured from now on",
    scope: "costs:manage",
    params: z.object({ id: RecommendationId }),
    body: AcceptRecommendation,
    reply: Recommendation,
    refuses: ["invalid_state"],
  },
  ({ actor, params, body }) => acceptRecommendation(actor, params.id, body),
);
