import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { Agent, type AgentStatus, AgentsPage, type QuarantineAgent } from "../schema";
import { AGENTS_PAGE, FOUND_MAX, LIST_MAX, workKeys } from "./keys";

export interface AgentFilter {
  project?: string | undefined;
  q?: string | undefined;
  status?: AgentStatus[] | undefined;
  includeRetired: boolean;
}

/** The newest agents, as many as one page holds: for pickers and the overview. */
export function agentsQuery(project: string | undefined, includeRetired: boolean) {
  return queryOptions({
    queryKey: [...workKeys.agents, project ?? null, includeRetired],
    // Stale and lost follow from silence, which is no event.
    refetchInterval: 15_000,
    queryFn: ({ signal }) =>
      api({
        method: "GET",
        path: "/agents",
        query: { project, includeRetired, limit: LIST_MAX },
        reply: AgentsPage,
        signal,
      }),
  });
}

/** Every agent that matches, page by page. */
export function agentListQuery(filter: AgentFilter) {
  return infiniteQueryOptions({
    queryKey: [...workKeys.agents, "list", filter],
    refetchInterval: 15_000,
    initialPageParam: null as string | null,
    getNextPageParam: (page: AgentsPage) => page.nextCursor,
    queryFn: ({ pageParam, signal }) =>
      api({
        method: "GET",
        path: "/agents",
        query: { ...filter, status: filter.status?.join(","), cursor: pageParam, limit: AGENTS_PAGE },
        reply: AgentsPage,
        signal,
      }),
  });
}

/** The agents with these words in their name, for a picker: a few, newest first. */
export function foundAgentsQuery(q: string, project: string | undefined) {
  return queryOptions({
    queryKey: [...workKeys.agents, "found", q, project ?? null],
    queryFn: ({ signal }) =>
      api({
        method: "GET",
        path: "/agents",
        query: { q, project, limit: FOUND_MAX },
        reply: AgentsPage,
        signal,
      }),
  });
}

export function agentQuery(id: string) {
  return queryOptions({
    queryKey: [...workKeys.agents, id],
    refetchInterval: 15_000,
    queryFn: ({ signal }) => api({ method: "GET", path: `/agents/${id}`, reply: Agent, signal }),
  });
}

export function drainAgent(id: string) {
  return api({ method: "POST", path: `/agents/${id}/drain`, reply: Agent });
}

export function quarantineAgent(id: string, body: QuarantineAgent) {
  return api({ method: "POST", path: `/agents/${id}/quarantine`, body, reply: Agent });
}

export function reinstateAgent(id: string) {
  return api({ method: "POST", path: `/agents/${id}/reinstate`, reply: Agent });
}
