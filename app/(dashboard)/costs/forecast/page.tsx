import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createLoader } from "nuqs/server";
import { CostsTabs } from "@/components/costs/costs-tabs";
import { forecastParams, toForecastQuery } from "@/components/costs/forecast/forecast-params";
import { ForecastView } from "@/components/costs/forecast/forecast-view";
import { PageHeader } from "@/components/ui/page-header";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { projectOf } from "../../_work/project";
import type { ListProps } from "../../_work/props";
import { prefetchForecast } from "../prefetch";

export const metadata: Metadata = { title: "Cost forecast" };

const loadParams = createLoader(forecastParams);

export default async function ForecastPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const { id: project } = await projectOf(person, searchParams);
  const client = newQueryClient();
  await prefetchForecast(client, person, toForecastQuery(await loadParams(searchParams), project));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader title="Costs" />
      <CostsTabs current="/costs/forecast" />
      <ForecastView projectId={project} />
    </HydrationBoundary>
  );
}
