// Fills a page's queries on the server with what the API would answer; a failure is left to the browser.
import type { QueryClient } from "@tanstack/react-query";
import { inForceFilter, proposedFilter, unreviewedFilter } from "@/components/guardian/filters";
import { ACTIONS_PAGE, type ActionFilter, actionsQuery } from "@/lib/guardian/queries";
import { listActions } from "@/lib/guardian/service";
import type { Person } from "@/lib/platform/auth/authenticate";

/** The browser will ask again; a page does not wait for more than one try. */
const ONCE = { retry: false } as const;

export function prefetchActions(client: QueryClient, person: Person, filter: ActionFilter) {
  return client.prefetchInfiniteQuery({
    ...actionsQuery(filter),
    ...ONCE,
    queryFn: () => listActions(person, { ...filter, limit: ACTIONS_PAGE }),
  });
}

/** What waits for a decision. */
export function prefetchDecisions(client: QueryClient, person: Person, project: string | undefined) {
  return Promise.all([
    prefetchActions(client, person, proposedFilter(project)),
    prefetchActions(client, person, unreviewedFilter(project)),
  ]);
}

export function prefetchInForce(client: QueryClient, person: Person, project: string | undefined) {
  return prefetchActions(client, person, inForceFilter(project));
}
