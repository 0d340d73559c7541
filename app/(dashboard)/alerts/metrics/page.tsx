import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createLoader } from "nuqs/server";
import { AlertsTabs } from "@/components/monitoring/alerts-tabs";
import { MetricsView } from "@/components/monitoring/metrics/metrics-view";
import { metricParams } from "@/components/monitoring/search-params";
import { PageHeader } from "@/components/ui/page-header";
import { newQueryClient } from "@/lib/client/query-client";
import { SamplesQuery } from "@/lib/monitoring/schema";
import { requirePerson } from "@/lib/platform/auth/page";
import { prefetchProjects } from "../../_work/prefetch";
import type { ListProps } from "../../_work/props";
import { prefetchMetrics, prefetchSamples } from "../prefetch";

export const metadata: Metadata = { title: "Metrics" };

const loadParams = createLoader(metricParams);

export default async function MetricsPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const { metric, range } = await loadParams(searchParams);
  const asked = SamplesQuery.safeParse({ metric, range });
  const client = newQueryClient();
  await Promise.all([
    prefetchMetrics(client, person),
    asked.success ? prefetchSamples(client, person, asked.data) : null,
    prefetchProjects(client, person),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader title="Alerts" />
      <AlertsTabs current="/alerts/metrics" />
      <MetricsView />
    </HydrationBoundary>
  );
}
