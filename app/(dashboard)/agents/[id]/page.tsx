import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { cache } from "react";
import { AgentCostFact } from "@/components/costs/cost-facts";
import { InterveneButton } from "@/components/guardian/intervene/intervene-button";
import { LiveAlerts } from "@/components/monitoring/later-parts";
import { liveOf } from "@/components/monitoring/search-params";
import { AgentView } from "@/components/work/agents/agent-view";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { agentQuery } from "@/lib/work/queries";
import { AT_WORK } from "@/lib/work/schema";
import { getAgent } from "@/lib/work/service";
import { orNotFound } from "../../_work/found";
import { prefetchEvents, prefetchLiveHolds, prefetchProjects, prefetchTasks } from "../../_work/prefetch";
import type { DetailProps } from "../../_work/props";
import { prefetchAlerts } from "../../alerts/prefetch";
import { prefetchSummary } from "../../costs/prefetch";

const load = cache(async (id: string) => {
  const person = await requirePerson();
  return { person, agent: await getAgent(person, id).catch(orNotFound) };
});

export async function generateMetadata({ params }: DetailProps): Promise<Metadata> {
  const { agent } = await load((await params).id);
  return { title: agent.name };
}

export default async function AgentPage({ params }: DetailProps) {
  const { id } = await params;
  const { person, agent } = await load(id);
  const client = newQueryClient();
  client.setQueryData(agentQuery(id).queryKey, agent);
  await Promise.all([
    prefetchTasks(client, person, { agent: id, state: AT_WORK }),
    prefetchTasks(client, person, { agent: id }),
    prefetchLiveHolds(client, person, agent.projectId ?? undefined),
    prefetchProjects(client, person),
    prefetchEvents(client, person, id),
    prefetchAlerts(client, person, liveOf(id)),
    prefetchSummary(client, person, { agent: id, by: "model" }),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <AgentView
        id={id}
        cost={<AgentCostFact agentId={id} />}
        alerts={<LiveAlerts entity={id} />}
        intervene={
          person.scopes.includes("guardian:act") && (
            <InterveneButton target={{ kind: "agent", id, title: agent.name }} />
          )
        }
        mayAct={person.scopes.includes("work:act")}
      />
    </HydrationBoundary>
  );
}
