import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createLoader } from "nuqs/server";
import { CostsTabs } from "@/components/costs/costs-tabs";
import {
  recommendationParams,
  toRecommendationFilter,
} from "@/components/costs/recommendations/recommendation-params";
import { RecommendationsView } from "@/components/costs/recommendations/recommendations-view";
import { PageHeader } from "@/components/ui/page-header";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { projectOf } from "../../_work/project";
import type { ListProps } from "../../_work/props";
import { prefetchRecommendations } from "../prefetch";

export const metadata: Metadata = { title: "Cost recommendations" };

const loadParams = createLoader(recommendationParams);

export default async function RecommendationsPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const { id: project } = await projectOf(person, searchParams);
  const client = newQueryClient();
  await prefetchRecommendations(
    client,
    person,
    toRecommendationFilter(await loadParams(searchParams), project),
  );
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader title="Costs" />
      <CostsTabs current="/costs/recommendations" />
      <RecommendationsView projectId={project} mayManage={person.scopes.includes("costs:manage")} />
    </HydrationBoundary>
  );
}
