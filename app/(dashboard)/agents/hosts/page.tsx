import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createLoader } from "nuqs/server";
import { PageHeader } from "@/components/ui/page-header";
import { AgentTabs } from "@/components/work/hosts/agent-tabs";
import { HostsView } from "@/components/work/hosts/hosts-view";
import { hostParams } from "@/components/work/search-params";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { prefetchHosts, prefetchProjects } from "../../_work/prefetch";
import { projectOf } from "../../_work/project";
import type { ListProps } from "../../_work/props";

export const metadata: Metadata = { title: "Hosts" };

const loadParams = createLoader(hostParams);

export default async function HostsPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const { id: project } = await projectOf(person, searchParams);
  const { retired } = await loadParams(searchParams);
  const client = newQueryClient();
  await Promise.all([
    prefetchHosts(client, person, { project, includeRetired: retired }),
    prefetchProjects(client, person),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader
        title="Hosts"
        description="Machines that start agents when asked and retire them, each within its own limit."
      />
      <AgentTabs current="/agents/hosts" />
      <HostsView projectId={project} mayAct={person.scopes.includes("work:act")} />
    </HydrationBoundary>
  );
}
