"use client";

import { Wallet } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { type Column, ListTable } from "@/components/ui/list-table";
import { Panel } from "@/components/ui/panel";
import { RowLink } from "@/components/ui/table";
import { useWorkHref } from "@/components/work/use-work-href";
import type { BudgetForecast } from "@/lib/costs/schema";
import { formatUsd } from "@/lib/platform/money";
import { PERIOD_NAMES } from "../prepare-budget";
import { bandWords, riskWords, spanOf } from "./prepare-forecast";

/** How likely what is queued exceeds each budget before its period ends. */
export function RiskPanel({ budgets }: { budgets: BudgetForecast[] }) {
  return (
    <Panel title="Budgets at risk" count={budgets.length} flush>
      {budgets.length === 0 ? (
        <EmptyState
          icon={Wallet}
          title="No budget to endanger"
          appears="Each budget appears here with the chance that what is queued exceeds it, and when."
          how="Budgets are made on their own tab."
        />
      ) : (
        <RiskTable budgets={budgets} />
      )}
    </Panel>
  );
}

function RiskTable({ budgets }: { budgets: BudgetForecast[] }) {
  const href = useWorkHref();
  const columns: Column<BudgetForecast>[] = [
    {
      head: "Scope",
      as: "name",
      headClassName: "w-full",
      cut: ({ label }) => label,
      cell: ({ budgetId, label }) => (
        <RowLink href={href("/costs/forecast", { budget: budgetId })}>{label}</RowLink>
      ),
    },
    { head: "Exceeded in its period?", cell: (budget) => <Risk budget={budget} /> },
    {
      head: "Counts as spent",
      numeric: true,
      cell: ({ budgetId, spent }) => (
        <RowLink href={href(`/costs/budgets#${budgetId}`)}>{formatUsd(spent)}</RowLink>
      ),
    },
    {
      head: "Limit",
      numeric: true,
      cell: ({ limit, period }) => `${formatUsd(limit)} ${PERIOD_NAMES[period].each}`,
    },
    { head: "Queue will cost", cell: ({ cost }) => (cost ? bandWords(cost) : null) },
    { head: "Nothing left by", cell: ({ runsOut }) => (runsOut ? spanOf(runsOut) : null) },
  ];
  const rows = budgets.map((budget) => ({ ...budget, id: budget.budgetId }));
  return <ListTable label="Budgets at risk" columns={columns} rows={rows} places={false} />;
}

function Risk({ budget }: { budget: BudgetForecast }) {
  const { tone, label } = riskWords(budget);
  return (
    <>
      <Badge tone={tone}>{label}</Badge>
      {budget.confidence === "low" && <span className="ml-2 text-xs text-muted">low confidence</span>}
    </>
  );
}
