import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { AlertsTabs } from "@/components/monitoring/alerts-tabs";
import { RulesView } from "@/components/monitoring/rules/rules-view";
import { PageHeader } from "@/components/ui/page-header";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { prefetchAlertRules } from "../prefetch";

export const metadata: Metadata = { title: "Alert rules" };

export default async function RulesPage() {
  const person = await requirePerson();
  const client = newQueryClient();
  await prefetchAlertRules(client, person);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader title="Alerts" />
      <AlertsTabs current="/alerts/rules" />
      <RulesView />
    </HydrationBoundary>
  );
}
