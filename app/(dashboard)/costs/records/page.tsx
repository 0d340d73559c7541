import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createLoader } from "nuqs/server";
import { CostsTabs } from "@/components/costs/costs-tabs";
import { toRecordFilter } from "@/components/costs/records/record-filter";
import { RecordsView } from "@/components/costs/records/records-view";
import { recordParams } from "@/components/costs/search-params";
import { PageHeader } from "@/components/ui/page-header";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { prefetchAgents, prefetchPhases } from "../../_work/prefetch";
import { projectOf } from "../../_work/project";
import type { ListProps } from "../../_work/props";
import { prefetchRecords, prefetchSummary } from "../prefetch";

export const metadata: Metadata = { title: "Cost records" };

const loadParams = createLoader(recordParams);

export default async function CostRecordsPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const { id: project } = await projectOf(person, searchParams);
  const choice = await loadParams(searchParams);
  const client = newQueryClient();
  await Promise.all([
    prefetchRecords(client, person, toRecordFilter(choice, project)),
    prefetchSummary(client, person, { project, by: "model" }),
    prefetchAgents(client, person, project, true),
    prefetchPhases(client, person),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader title="Costs" />
      <CostsTabs current="/costs/records" />
      <RecordsView projectId={project} />
    </HydrationBoundary>
  );
}
