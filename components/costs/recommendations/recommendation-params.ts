// What the address of the recommendations says.
import { parseAsStringLiteral } from "nuqs/server";
import { RecommendationKind, RecommendationState } from "@/lib/costs/schema";

export const recommendationParams = {
  state: parseAsStringLiteral(RecommendationState.options).withDefault("open"),
  kind: parseAsStringLiteral(RecommendationKind.options),
};

interface Choice {
  state: RecommendationState;
  kind: RecommendationKind | null;
}

export function toRecommendationFilter({ state, kind }: Choice, project: string | undefined) {
  return { project, state, kind: kind ?? undefined };
}
