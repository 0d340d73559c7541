"use client";

import { useQueryClient } from "@tanstack/react-query";
import { eventKeys } from "@/lib/platform/events/queries";
import { agentQuery, workKeys } from "@/lib/work/queries";
import type { Agent } from "@/lib/work/schema";
import { useRefetch } from "../use-refetch";

/** Shows an agent as the API answered it, and refetches what else shows it. */
export function useAgentChanged() {
  const queries = useQueryClient();
  const refetch = useRefetch();
  return (agent: Agent) => {
    queries.setQueryData(agentQuery(agent.id).queryKey, agent);
    refetch([workKeys.agents, workKeys.overview, workKeys.tasks, eventKeys.of(agent.id)]);
  };
}
