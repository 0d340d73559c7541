import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { GuardianTabs } from "@/components/guardian/guardian-tabs";
import { PoliciesView } from "@/components/guardian/policies/policies-view";
import { PageHeader } from "@/components/ui/page-header";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { prefetchPolicies } from "./prefetch";

export const metadata: Metadata = { title: "Policies" };

export default async function PoliciesPage() {
  const person = await requirePerson();
  const client = newQueryClient();
  await prefetchPolicies(client, person);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader title="Guardian" />
      <GuardianTabs current="/guardian/policies" />
      <PoliciesView mayManage={person.scopes.includes("policies:manage")} />
    </HydrationBoundary>
  );
}
