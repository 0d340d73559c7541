// Fills a page's queries on the server with what the API would answer; a failure is left to the browser.
import type { QueryClient } from "@tanstack/react-query";
import {
  FIRINGS_PAGE,
  policiesQuery,
  policyFiringsQuery,
  policyQuery,
  policyVersionsQuery,
  VERSIONS_PAGE,
} from "@/lib/guardian/queries";
import { getPolicy, listPolicies, listPolicyFirings, listPolicyVersions } from "@/lib/guardian/service";
import type { Person } from "@/lib/platform/auth/authenticate";
import { orNotFound } from "../../_work/found";

/** The browser will ask again; a page does not wait for more than one try. */
const ONCE = { retry: false } as const;

export function prefetchPolicies(client: QueryClient, person: Person) {
  return client.prefetchQuery({ ...policiesQuery(), ...ONCE, queryFn: () => listPolicies(person) });
}

/** Shows the 404 page where there is no such policy. */
export async function loadPolicy(client: QueryClient, person: Person, name: string) {
  const policy = await getPolicy(person, name).catch(orNotFound);
  client.setQueryData(policyQuery(name).queryKey, policy);
}

export async function prefetchPolicyParts(client: QueryClient, person: Person, name: string) {
  await Promise.all([
    client.prefetchInfiniteQuery({
      ...policyFiringsQuery(name),
      ...ONCE,
      queryFn: () => listPolicyFirings(person, name, { limit: FIRINGS_PAGE }),
    }),
    client.prefetchInfiniteQuery({
      ...policyVersionsQuery(name),
      ...ONCE,
      queryFn: () => listPolicyVersions(person, name, { limit: VERSIONS_PAGE }),
    }),
  ]);
}
