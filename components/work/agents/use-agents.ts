"use client";

import { useQuery } from "@tanstack/react-query";
import { useLive } from "@/components/live/live-provider";
import { agentsQuery } from "@/lib/work/queries";

/** The agents, asked for again from time to time unless live updates are paused. */
export function useAgents(projectId: string | undefined, includeRetired: boolean) {
  const { state } = useLive();
  const options = agentsQuery(projectId, includeRetired);
  return useQuery(state === "paused" ? { ...options, refetchInterval: false } : options);
}
