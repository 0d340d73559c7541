"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useLive } from "@/components/live/live-provider";
import { type AgentFilter, agentListQuery, agentsQuery } from "@/lib/work/queries";

/** The newest agents, asked for again from time to time unless live updates are paused. */
export function useAgents(projectId: string | undefined, includeRetired: boolean) {
  const { state } = useLive();
  const options = agentsQuery(projectId, includeRetired);
  return useQuery(state === "paused" ? { ...options, refetchInterval: false } : options);
}

/** Every agent that matches, page by page. */
export function useAgentList(filter: AgentFilter) {
  const { state } = useLive();
  const options = { ...agentListQuery(filter), placeholderData: keepPreviousData };
  return useInfiniteQuery(state === "paused" ? { ...options, refetchInterval: false } : options);
}
