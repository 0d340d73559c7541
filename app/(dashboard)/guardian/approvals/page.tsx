import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { ApprovalsView } from "@/components/guardian/approvals/approvals-view";
import { GuardianHeader } from "@/components/guardian/guardian-header";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { projectOf } from "../../_work/project";
import type { ListProps } from "../../_work/props";
import { prefetchDecisions } from "../prefetch";
import { toViewer } from "../viewer";

export const metadata: Metadata = { title: "Approvals" };

export default async function ApprovalsPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const { id: project } = await projectOf(person, searchParams);
  const client = newQueryClient();
  await prefetchDecisions(client, person, project);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <GuardianHeader current="/guardian/approvals" projectId={project} viewer={toViewer(person)} />
      <ApprovalsView projectId={project} />
    </HydrationBoundary>
  );
}
