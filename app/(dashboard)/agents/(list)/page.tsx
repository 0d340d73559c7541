import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createLoader } from "nuqs/server";
import { PageHeader } from "@/components/ui/page-header";
import { toAgentFilter } from "@/components/work/agents/agent-filter";
import { AgentsView } from "@/components/work/agents/agents-view";
import { AgentTabs } from "@/components/work/hosts/agent-tabs";
import { agentParams } from "@/components/work/search-params";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { prefetchAgentList, prefetchProjects, prefetchViews } from "../../_work/prefetch";
import { projectOf } from "../../_work/project";
import type { ListProps } from "../../_work/props";

export const metadata: Metadata = { title: "Agents" };

const loadParams = createLoader(agentParams);

export default async function AgentsPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const { id: project } = await projectOf(person, searchParams);
  const filter = toAgentFilter(await loadParams(searchParams), project);
  const client = newQueryClient();
  await Promise.all([
    prefetchAgentList(client, person, filter),
    prefetchProjects(client, person),
    prefetchViews(client, person),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader title="Agents" />
      <AgentTabs current="/agents" />
      <AgentsView projectId={project} mayAct={person.scopes.includes("work:act")} />
    </HydrationBoundary>
  );
}
