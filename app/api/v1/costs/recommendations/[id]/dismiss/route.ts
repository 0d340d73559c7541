import { z } from "zod";
import { DismissRecommendation, Recommendation, RecommendationId } from "@/lib/costs/schema";
import { dismissRecommendation } from "@/lib/costs/service";
import { route } from "@/lib/platform/http/route";

export const POST = route(
  {
    summary: "Dismiss a recommendation: it comes back only if the evidence changes much",
    scope: "costs:manage",
    params: z.object({ id: RecommendationId }),
    body: DismissRecommendation,
    reply: Recommendation,
  },
  ({ actor, params, body }) => dismissRecommendation(actor, params.id, body),
);
