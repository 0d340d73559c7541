"use client";

import { useQuery } from "@tanstack/react-query";
import { BudgetBadge } from "@/components/costs/budget-badge";
import { type Column, ListTable } from "@/components/ui/list-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink } from "@/components/ui/table";
import { entityPath } from "@/components/work/links";
import { useWorkHref } from "@/components/work/use-work-href";
import type { Budget } from "@/lib/costs/schema";
import { projectsQuery } from "@/lib/work/queries";
import {
  endWords,
  leftWords,
  ON_EXCEED,
  PERIOD_NAMES,
  projectOf,
  recordsOf,
  scopeEntity,
  spentWords,
  unpricedWords,
} from "../prepare-budget";
import { useRecordsHref } from "../use-records-href";
import { BudgetDetailsButton, DeleteBudgetButton, EditBudgetButton } from "./budget-buttons";
import { BudgetMeter } from "./budget-meter";

/** What may be spent, what of it is, and what happens at the limit. */
export function BudgetTable({ budgets, mayManage }: { budgets: Budget[]; mayManage: boolean }) {
  const columns: Column<Budget>[] = [
    {
      head: "Scope",
      as: "name",
      headClassName: "w-full",
      cut: (budget) => budget.scopeLabel,
      cell: (budget) => <Scope budget={budget} />,
    },
    { head: "Spent", as: "text", className: "py-2!", cell: (budget) => <Spent budget={budget} /> },
    { head: "State", as: "mark", cell: (budget) => <BudgetBadge kind="budget" value={budget.state} /> },
    { head: "Period", cell: (budget) => PERIOD_NAMES[budget.period].label },
    { head: "Ends", cell: (budget) => <End budget={budget} /> },
    { head: "At the limit", cell: (budget) => <AtTheLimit budget={budget} /> },
    {
      head: mayManage ? "History and changes" : "History",
      as: "acts",
      cell: (budget) => (
        <span className="inline-flex gap-2">
          <BudgetDetailsButton budget={budget} />
          {mayManage && <EditBudgetButton budget={budget} />}
          {mayManage && <DeleteBudgetButton budget={budget} />}
        </span>
      ),
    },
  ];
  return <ListTable label="Budgets" columns={columns} rows={budgets} />;
}

function Scope({ budget: { scope, scopeLabel } }: { budget: Budget }) {
  const href = useWorkHref();
  const entity = scopeEntity(scope);
  const path = entity && entityPath(entity);
  return path ? <RowLink href={href(path)}>{scopeLabel}</RowLink> : scopeLabel;
}

function End({ budget }: { budget: Budget }) {
  const { endsAt } = budget.current;
  return (
    <>
      {endWords(budget)}
      {endsAt && (
        <span className="block text-xs text-muted">
          {budget.zone}, <RelativeTime at={endsAt} />
        </span>
      )}
    </>
  );
}

function AtTheLimit({ budget: { current, onExceed } }: { budget: Budget }) {
  const href = useWorkHref();
  if (!current.holdId) return ON_EXCEED[onExceed].label;
  return <RowLink href={href(`/overlays#${current.holdId}`)}>Paused by a hold</RowLink>;
}

function Spent({ budget }: { budget: Budget }) {
  const records = useRecordsHref();
  const projects = useQuery(projectsQuery());
  // Of the budget, whatever the page is narrowed to.
  const project = projects.data?.items.find(({ id }) => id === projectOf(budget.scope))?.slug ?? null;
  const { from, to, ...narrowed } = recordsOf(budget);
  const unpriced = unpricedWords(budget);
  const left = leftWords(budget);
  return (
    <span className="flex w-64 flex-col gap-1.5 stacked:w-full">
      <RowLink href={records({ from, to }, { ...narrowed, project })}>
        <span className="tabular-nums">{spentWords(budget)}</span>
      </RowLink>
      <BudgetMeter budget={budget} />
      {left && <span className="text-xs whitespace-normal text-muted tabular-nums">{left}</span>}
      {unpriced && <span className="text-xs whitespace-normal text-warning">{unpriced}</span>}
    </span>
  );
}
