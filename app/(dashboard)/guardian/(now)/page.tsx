import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { GuardianHeader } from "@/components/guardian/guardian-header";
import { NowView } from "@/components/guardian/now/now-view";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { prefetchProjects } from "../../_work/prefetch";
import { projectOf } from "../../_work/project";
import type { ListProps } from "../../_work/props";
import { prefetchDecisions, prefetchInForce } from "../prefetch";
import { toViewer } from "../viewer";

export const metadata: Metadata = { title: "Guardian" };

export default async function GuardianPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const { id: project } = await projectOf(person, searchParams);
  const client = newQueryClient();
  await Promise.all([
    prefetchDecisions(client, person, project),
    prefetchInForce(client, person, project),
    prefetchProjects(client, person),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <GuardianHeader current="/guardian" projectId={project} viewer={toViewer(person)} />
      <NowView projectId={project} viewer={toViewer(person)} />
    </HydrationBoundary>
  );
}
