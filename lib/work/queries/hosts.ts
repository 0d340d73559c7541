import { infiniteQueryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { Host, HostRequest, HostRequestsPage, HostsPage, type StartAgent } from "../schema";
import { AGENTS_PAGE, HOST_REQUESTS_PAGE, workKeys } from "./keys";

export interface HostFilter {
  project?: string | undefined;
  includeRetired: boolean;
}

export function hostsQuery(filter: HostFilter) {
  return infiniteQueryOptions({
    queryKey: [...workKeys.hosts, "list", filter],
    // Stale and offline follow from silence, which is no event.
    refetchInterval: 15_000,
    initialPageParam: null as string | null,
    getNextPageParam: (page: HostsPage) => page.nextCursor,
    queryFn: ({ pageParam, signal }) =>
      api({
        method: "GET",
        path: "/hosts",
        query: { ...filter, cursor: pageParam, limit: AGENTS_PAGE },
        reply: HostsPage,
        signal,
      }),
  });
}

/** What a host was asked for, newest first. */
export function hostRequestsQuery(hostId: string) {
  return infiniteQueryOptions({
    queryKey: [...workKeys.hosts, "requests", hostId],
    // What its agents are follows from their silence, too.
    refetchInterval: 15_000,
    initialPageParam: null as string | null,
    getNextPageParam: (page: HostRequestsPage) => page.nextCursor,
    queryFn: ({ pageParam, signal }) =>
      api({
        method: "GET",
        path: `/hosts/${hostId}/requests`,
        query: { cursor: pageParam, limit: HOST_REQUESTS_PAGE },
        reply: HostRequestsPage,
        signal,
      }),
  });
}

export function startAgent(
  hostId: string,
  body: Omit<StartAgent, "expiresInSeconds">,
  idempotencyKey: string,
) {
  return api({
    method: "POST",
    path: `/hosts/${hostId}/requests`,
    body,
    reply: HostRequest,
    idempotencyKey,
  });
}

export function cancelStart({ hostId, id }: Pick<HostRequest, "hostId" | "id">) {
  return api({ method: "POST", path: `/hosts/${hostId}/requests/${id}/cancel`, reply: HostRequest });
}

export function drainHost(id: string) {
  return api({ method: "POST", path: `/hosts/${id}/drain`, reply: Host });
}
