import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { type ActionFilter, actionQuery, guardianKeys } from "@/lib/guardian/queries";
import type { ActionStatus, ActionSummary, ActionsPage, GuardianAction } from "@/lib/guardian/schema";
import { waitsForReview } from "./prepare-action";

/** What the reply to a decision says of its action. */
export type Decided = Pick<GuardianAction, "id"> & Partial<GuardianAction>;

/** One that failed may have laid something before it did: whether it has, the list's own answer tells. */
const OVER: readonly ActionStatus[] = ["reverted", "rejected", "expired", "stale"];

/** Shows what a decision's reply says, wherever the action is shown; it leaves the lists to which it belongs no more. */
export function showDecided(queries: QueryClient, decided: Decided): void {
  const { queryKey } = actionQuery(decided.id);
  queries.setQueryData(queryKey, (was) => was && { ...was, ...decided });
  const lists = queries.getQueriesData<InfiniteData<ActionsPage>>({
    queryKey: guardianKeys.actions,
    predicate: ({ queryKey: key }) => typeof key[guardianKeys.actions.length] === "object",
  });
  for (const [key, list] of lists) {
    const filter = key[guardianKeys.actions.length] as ActionFilter;
    const pages = list?.pages.map((page) => ({
      ...page,
      items: page.items.flatMap(toShown(filter, decided)),
    }));
    if (list && pages) queries.setQueryData(key, { ...list, pages });
  }
}

const toShown = (filter: ActionFilter, decided: Decided) => (was: ActionSummary) => {
  if (was.id !== decided.id) return [was];
  const now = { ...was, ...decided };
  return belongs(now, filter) ? [now] : [];
};

function belongs(action: ActionSummary, { status, inForce, unreviewed }: ActionFilter): boolean {
  if (status && !status.includes(action.status)) return false;
  if (inForce && OVER.includes(action.status)) return false;
  return !unreviewed || waitsForReview(action);
}
