"use client";

import { Wallet } from "lucide-react";
import { LiveNote } from "@/components/live/live-note";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/pagination";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { Loaded } from "@/components/work/state/loaded";
import { CsvLink } from "../csv-link";
import { BudgetTable } from "./budget-table";
import { NewBudgetButton } from "./new-budget-button";
import { useBudgets } from "./use-budgets";

export function BudgetsView({ projectId, mayManage }: { projectId: string | undefined; mayManage: boolean }) {
  const query = useBudgets(projectId);
  const skeleton = <SkeletonRows rows={4} label="Loading the budgets" />;
  return (
    <>
      <LiveNote />
      <div className="mb-4 flex justify-end gap-2">
        <CsvLink list="budgets" query={{ project: projectId }} />
        {mayManage && <NewBudgetButton projectId={projectId} />}
      </div>
      <Panel title="Budgets" flush>
        <Loaded query={query} what="the budgets" skeleton={skeleton}>
          {({ pages }) => {
            const budgets = pages.flatMap((page) => page.items);
            if (budgets.length === 0) {
              return (
                <EmptyState
                  icon={Wallet}
                  title="Nothing limits what may be spent"
                  appears="A budget says how much may be spent on a scope in a period, warns before that, and can pause the scope."
                  how={mayManage ? "Create one here." : "Leads and admins create them."}
                />
              );
            }
            return (
              <>
                <BudgetTable budgets={budgets} mayManage={mayManage} />
                <LoadMore
                  shown={budgets.length}
                  noun={budgets.length === 1 ? "budget" : "budgets"}
                  hasMore={query.hasNextPage}
                  loading={query.isFetchingNextPage}
                  onLoadMore={() => void query.fetchNextPage()}
                />
              </>
            );
          }}
        </Loaded>
      </Panel>
    </>
  );
}
