"use client";

import { useQueryClient } from "@tanstack/react-query";
import { eventKeys } from "@/lib/platform/events/queries";
import { agentQuery, workKeys } from "@/lib/work/queries";
import type { Agent } from "@/lib/work/schema";

/** Shows an agent as the API answered it, and refetches what else shows it: the event stream may be paused. */
export function useAgentChanged() {
  const queries = useQueryClient();
  return (agent: Agent) => {
    queries.setQueryData(agentQuery(agent.id).queryKey, agent);
    for (const queryKey of [workKeys.agents, workKeys.overview, workKeys.tasks, eventKeys.of(agent.id)]) {
      void queries.invalidateQueries({ queryKey });
    }
  };
}
