"use client";

import { useQuery } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { DataList, Fact } from "@/components/ui/data-list";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { SkeletonRows } from "@/components/ui/skeleton";
import type { DialogControl } from "@/components/work/form/use-dialog";
import { Loaded } from "@/components/work/state/loaded";
import { Timeline } from "@/components/work/timeline/timeline";
import { budgetQuery } from "@/lib/costs/queries";
import type { Budget, BudgetDetail } from "@/lib/costs/schema";
import { formatUsd } from "@/lib/platform/money";
import { overshootWords, spentWords, unpricedWords } from "../prepare-budget";

/** What a budget has left and why, what its limit can be exceeded by, and when it was crossed before. */
export function BudgetDetailsDialog({ budget, ...control }: { budget: Budget } & DialogControl) {
  const query = useQuery(budgetQuery(budget.id));
  return (
    <Dialog
      open={control.open}
      onOpenChange={control.onOpenChange}
      title="Budget"
      description={budget.scopeLabel}
      size="lg"
      footer={<DialogClose render={<Button>Close</Button>} />}
    >
      <div className="flex flex-col gap-4">
        <Loaded
          query={query}
          what="the budget"
          skeleton={<SkeletonRows rows={4} label="Loading the budget" />}
        >
          {(detail) => <Facts budget={detail} />}
        </Loaded>
        <Timeline entity={budget.id} />
      </div>
    </Dialog>
  );
}

function Facts({ budget }: { budget: BudgetDetail }) {
  const { reserved, left, unpricedCalls } = budget.current;
  const isPausing = budget.onExceed === "pause";
  return (
    <DataList>
      <Fact term="Spent">{spentWords(budget)}</Fact>
      {unpricedCalls > 0 && <Fact term="Not in it">{unpricedWords(budget)}</Fact>}
      {isPausing && <Fact term="Reserved">{formatUsd(reserved)}</Fact>}
      {isPausing && <Fact term="Left">{formatUsd(left)}</Fact>}
      <Fact term="Overshoot">{overshootWords(budget)}</Fact>
    </DataList>
  );
}
