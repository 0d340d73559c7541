import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createLoader } from "nuqs/server";
import { PageHeader } from "@/components/ui/page-header";
import { AgentsView } from "@/components/work/agents/agents-view";
import { agentParams } from "@/components/work/search-params";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { prefetchAgents, prefetchProjects } from "../../_work/prefetch";
import { projectOf } from "../../_work/project";
import type { ListProps } from "../../_work/props";

export const metadata: Metadata = { title: "Agents" };

const loadParams = createLoader(agentParams);

export default async function AgentsPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const { id: project } = await projectOf(person, searchParams);
  const { retired } = await loadParams(searchParams);
  const client = newQueryClient();
  await Promise.all([prefetchAgents(client, person, project, retired), prefetchProjects(client, person)]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader title="Agents" />
      <AgentsView projectId={project} mayAct={person.scopes.includes("work:act")} />
    </HydrationBoundary>
  );
}
