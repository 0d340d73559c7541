// What is below the fold of a policy's page, or asked for on demand: apart, so that the page has less to load.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { type DryRun, DryRunReport, FiringsPage, PolicyValidation, PolicyVersionsPage } from "../schema";
import { FIRINGS_PAGE, policyKeys, VERSIONS_PAGE } from "./policies";

export function policyFiringsQuery(name: string) {
  return infiniteQueryOptions({
    queryKey: [...policyKeys.all, "firings", name],
    initialPageParam: null as string | null,
    getNextPageParam: (page: FiringsPage) => page.nextCursor,
    queryFn: ({ pageParam, signal }) =>
      api({
        method: "GET",
        path: `/guardian/policies/${name}/firings`,
        query: { cursor: pageParam, limit: FIRINGS_PAGE },
        reply: FiringsPage,
        signal,
      }),
  });
}

export function policyVersionsQuery(name: string) {
  return infiniteQueryOptions({
    queryKey: [...policyKeys.all, "versions", name],
    initialPageParam: null as string | null,
    getNextPageParam: (page: PolicyVersionsPage) => page.nextCursor,
    queryFn: ({ pageParam, signal }) =>
      api({
        method: "GET",
        path: `/guardian/policies/${name}/versions`,
        query: { cursor: pageParam, limit: VERSIONS_PAGE },
        reply: PolicyVersionsPage,
        signal,
      }),
  });
}

/** What a text means for this policy, or what is wrong with it. */
export function validationQuery(name: string, text: string) {
  return queryOptions({
    queryKey: [...policyKeys.validation, name, text],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api({
        method: "POST",
        path: "/guardian/policies/validate",
        body: { text, name },
        reply: PolicyValidation,
        signal,
      }),
  });
}

export function dryRunPolicy(name: string, body: DryRun) {
  return api({ method: "POST", path: `/guardian/policies/${name}/dry-run`, body, reply: DryRunReport });
}
