"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { usePausable } from "@/components/live/use-pausable";
import { type AgentFilter, agentListQuery, agentsQuery } from "@/lib/work/queries";

/** The newest agents, asked for again from time to time unless live updates are paused. */
export function useAgents(projectId: string | undefined, includeRetired: boolean) {
  return useQuery(usePausable(agentsQuery(projectId, includeRetired)));
}

/** Every agent that matches, page by page. */
export function useAgentList(filter: AgentFilter) {
  return useInfiniteQuery({ ...usePausable(agentListQuery(filter)), placeholderData: keepPreviousData });
}
