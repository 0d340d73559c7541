import { isServer, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./http";

const RETRIES = 2;

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The event stream says when something is stale; a minute covers what it may have missed.
        staleTime: 60_000,
        retry: (failures, error) =>
          !(error instanceof ApiError && error.problem.status < 500) && failures < RETRIES,
      },
    },
  });
}

let shared: QueryClient | undefined;

/** One client a browser; on the server one a request, so that nobody sees another's data. */
export function browserQueryClient(): QueryClient {
  if (isServer) return newQueryClient();
  shared ??= newQueryClient();
  return shared;
}
