import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createLoader } from "nuqs/server";
import { AlertsView } from "@/components/monitoring/alerts/alerts-view";
import { AlertsTabs } from "@/components/monitoring/alerts-tabs";
import { alertParams, toAlertFilter } from "@/components/monitoring/search-params";
import { PageHeader } from "@/components/ui/page-header";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { prefetchViews } from "../../_work/prefetch";
import { projectOf } from "../../_work/project";
import type { ListProps } from "../../_work/props";
import { prefetchAlertCounts, prefetchAlertRules, prefetchAlerts } from "../prefetch";

export const metadata: Metadata = { title: "Alerts" };

const loadParams = createLoader(alertParams);

export default async function AlertsPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const { id: project } = await projectOf(person, searchParams);
  const client = newQueryClient();
  const filter = toAlertFilter(await loadParams(searchParams), project);
  await Promise.all([
    prefetchAlerts(client, person, filter),
    prefetchAlertCounts(client, person, filter),
    prefetchAlertRules(client, person),
    prefetchViews(client, person),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader title="Alerts" />
      <AlertsTabs current="/alerts" />
      <AlertsView projectId={project} mayAct={person.scopes.includes("alerts:act")} />
    </HydrationBoundary>
  );
}
