import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { PolicyDetail, PolicyList, type PutPolicy } from "../schema";
import { guardianKeys } from "./keys";

export const policyKeys = {
  /** All that a change of a policy, or a firing, may change. */
  all: [...guardianKeys.all, "policies"] as const,
  /** Apart: what a text means changes with nothing. */
  validation: ["policy-validation"] as const,
};

export const FIRINGS_PAGE = 20;
export const VERSIONS_PAGE = 10;

export function policiesQuery() {
  return queryOptions({
    queryKey: [...policyKeys.all, "list"],
    queryFn: ({ signal }) => api({ method: "GET", path: "/guardian/policies", reply: PolicyList, signal }),
  });
}

export function policyQuery(name: string) {
  return queryOptions({
    queryKey: [...policyKeys.all, "one", name],
    queryFn: ({ signal }) =>
      api({ method: "GET", path: `/guardian/policies/${name}`, reply: PolicyDetail, signal }),
  });
}

export function putPolicy(name: string, body: PutPolicy) {
  return api({ method: "PUT", path: `/guardian/policies/${name}`, body, reply: PolicyDetail });
}
