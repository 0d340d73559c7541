"use client";

import { Wallet } from "lucide-react";
import { LiveNote } from "@/components/live/live-note";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { LoadedPages } from "@/components/work/state/loaded-pages";
import { CsvLink } from "../csv-link";
import { BudgetTable } from "./budget-table";
import { NewBudgetButton } from "./new-budget-button";
import { useBudgets } from "./use-budgets";

export function BudgetsView({ projectId, mayManage }: { projectId: string | undefined; mayManage: boolean }) {
  const query = useBudgets(projectId);
  const empty = (
    <EmptyState
      icon={Wallet}
      title="Nothing limits what may be spent"
      appears="A budget says how much may be spent on a scope in a period, warns before that, and can pause the scope."
      how={mayManage ? "Create one here." : "Leads and admins create them."}
    />
  );
  return (
    <>
      <LiveNote />
      <div className="mb-4 flex justify-end gap-2">
        <CsvLink list="budgets" query={{ project: projectId }} />
        {mayManage && <NewBudgetButton projectId={projectId} />}
      </div>
      <Panel title="Budgets" flush>
        <LoadedPages query={query} nouns={["budget", "budgets"]} rows={4} empty={empty}>
          {(budgets) => <BudgetTable budgets={budgets} mayManage={mayManage} />}
        </LoadedPages>
      </Panel>
    </>
  );
}
