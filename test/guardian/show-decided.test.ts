// What the page shows of an action as soon as a decision about it is answered.
import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { proposedFilter, unreviewedFilter } from "@/components/guardian/filters";
import { showDecided } from "@/components/guardian/show-decided";
import { type ActionFilter, actionQuery, actionsQuery } from "@/lib/guardian/queries";
import type { ActionSummary, GuardianAction } from "@/lib/guardian/schema";

const [A, B] = ["gact_01h455vb4pex5vsknk084sn02q", "gact_01h455vb4pex5vsknk084sn02r"] as const;
const caller = { isAsker: false, may: ["approve", "reject"], refused: [] } satisfies ActionSummary["caller"];
const proposed = (id: string) =>
  ({
    id,
    status: "proposed",
    breakGlass: null,
    caller,
  }) satisfies Partial<GuardianAction> as unknown as GuardianAction;

/** A browser that shows both actions in each of these lists, and the first on a page of its own. */
function aBrowser(...filters: ActionFilter[]) {
  const queries = new QueryClient();
  queries.setQueryData(actionQuery(A).queryKey, proposed(A));
  for (const filter of filters) {
    const page = { items: [proposed(A), proposed(B)], nextCursor: null };
    queries.setQueryData(actionsQuery(filter).queryKey, { pages: [page], pageParams: [null] });
  }
  const shown = (filter: ActionFilter) =>
    queries
      .getQueryData(actionsQuery(filter).queryKey)
      ?.pages.flatMap(({ items }) => items.map(({ id, status, caller: { may } }) => [id, status, ...may]));
  return { queries, shown };
}

const untouched = [B, "proposed", "approve", "reject"];

describe("the reply to a decision", () => {
  it("takes its action out of what waits, and leaves it without buttons where all are listed", () => {
    const { queries, shown } = aBrowser(proposedFilter(undefined), {});
    showDecided(queries, { id: A, status: "executed", caller: { ...caller, may: [] } });
    expect(shown(proposedFilter(undefined))).toEqual([untouched]);
    expect(shown({})).toEqual([[A, "executed"], untouched]);
    expect(queries.getQueryData(actionQuery(A).queryKey)).toMatchObject({ id: A, status: "executed" });
  });

  it("takes what is reverted out of what is in force, and what is being reverted not yet", () => {
    const { queries, shown } = aBrowser({ inForce: true });
    showDecided(queries, { id: A, status: "reverting", caller: { ...caller, may: [] } });
    expect(shown({ inForce: true })).toEqual([[A, "reverting"], untouched]);
    showDecided(queries, { id: A, status: "reverted" });
    expect(shown({ inForce: true })).toEqual([untouched]);
  });

  it("takes what was reviewed out of what waits for that", () => {
    const { queries, shown } = aBrowser(unreviewedFilter(undefined));
    const at = "2026-11-23T17:00:00.000Z";
    const breakGlass = { reviewedBy: null, reviewedAt: at, verdict: "justified", note: null } as const;
    showDecided(queries, { id: A, breakGlass });
    expect(shown(unreviewedFilter(undefined))).toEqual([untouched]);
  });
});
