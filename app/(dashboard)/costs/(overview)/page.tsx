import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createLoader } from "nuqs/server";
import { CostsTabs } from "@/components/costs/costs-tabs";
import { CostsOverview } from "@/components/costs/overview/overview-view";
import { overviewParams } from "@/components/costs/search-params";
import { PageHeader } from "@/components/ui/page-header";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { projectOf } from "../../_work/project";
import type { ListProps } from "../../_work/props";
import { prefetchBudgets, prefetchSummary } from "../prefetch";

export const metadata: Metadata = { title: "Costs" };

const loadParams = createLoader(overviewParams);

export default async function CostsPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const { id: project } = await projectOf(person, searchParams);
  const { period } = await loadParams(searchParams);
  const client = newQueryClient();
  await Promise.all([
    prefetchSummary(client, person, { project, period: "today", by: "model" }),
    prefetchSummary(client, person, { project, period, by: "day", split: "model" }),
    ...(["model", "ticket", "agent", "phase"] as const).map((by) =>
      prefetchSummary(client, person, { project, period, by }),
    ),
    prefetchBudgets(client, person, project),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader title="Costs" />
      <CostsTabs current="/costs" />
      <CostsOverview projectId={project} mayManage={person.scopes.includes("costs:manage")} />
    </HydrationBoundary>
  );
}
