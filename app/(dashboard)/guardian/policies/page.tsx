import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { GuardianHeader } from "@/components/guardian/guardian-header";
import { PoliciesView } from "@/components/guardian/policies/policies-view";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { projectOf } from "../../_work/project";
import type { ListProps } from "../../_work/props";
import { toViewer } from "../viewer";
import { prefetchPolicies } from "./prefetch";

export const metadata: Metadata = { title: "Policies" };

export default async function PoliciesPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const { id: project } = await projectOf(person, searchParams);
  const client = newQueryClient();
  await prefetchPolicies(client, person);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <GuardianHeader current="/guardian/policies" projectId={project} viewer={toViewer(person)} />
      <PoliciesView mayManage={person.scopes.includes("policies:manage")} />
    </HydrationBoundary>
  );
}
