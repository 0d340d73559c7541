"use client";

import { useQuery } from "@tanstack/react-query";
import { BudgetBadge } from "@/components/costs/budget-badge";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { entityPath } from "@/components/work/links";
import { TextCell } from "@/components/work/text-cell";
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
  return (
    <Table label="Budgets">
      <TableHead>
        <Th className="w-full">Scope</Th>
        <Th>Spent</Th>
        <Th>State</Th>
        <Th>Period</Th>
        <Th>Ends</Th>
        <Th>At the limit</Th>
        <Th>
          <span className="sr-only">{mayManage ? "History and changes" : "History"}</span>
        </Th>
      </TableHead>
      <TableBody>
        {budgets.map((budget) => (
          <BudgetRow key={budget.id} budget={budget} mayManage={mayManage} />
        ))}
      </TableBody>
    </Table>
  );
}

function BudgetRow({ budget, mayManage }: { budget: Budget; mayManage: boolean }) {
  const href = useWorkHref();
  const entity = scopeEntity(budget.scope);
  const path = entity && entityPath(entity);
  const { holdId, endsAt } = budget.current;
  return (
    <TableRow id={budget.id}>
      <TextCell rowHeader title={budget.scopeLabel}>
        {path ? <RowLink href={href(path)}>{budget.scopeLabel}</RowLink> : budget.scopeLabel}
      </TextCell>
      <Td className="py-2!">
        <Spent budget={budget} />
      </Td>
      <Td>
        <BudgetBadge kind="budget" value={budget.state} />
      </Td>
      <Td>{PERIOD_NAMES[budget.period].label}</Td>
      <Td>
        {endWords(budget)}
        {endsAt && (
          <span className="block text-xs text-muted">
            {budget.zone}, <RelativeTime at={endsAt} />
          </span>
        )}
      </Td>
      <Td>
        {holdId ? (
          <RowLink href={href(`/overlays#${holdId}`)}>Paused by a hold</RowLink>
        ) : (
          ON_EXCEED[budget.onExceed].label
        )}
      </Td>
      <Td className="text-right">
        <span className="inline-flex gap-2">
          <BudgetDetailsButton budget={budget} />
          {mayManage && <EditBudgetButton budget={budget} />}
          {mayManage && <DeleteBudgetButton budget={budget} />}
        </span>
      </Td>
    </TableRow>
  );
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
    <span className="flex w-64 flex-col gap-1.5">
      <RowLink href={records({ from, to }, { ...narrowed, project })}>
        <span className="tabular-nums">{spentWords(budget)}</span>
      </RowLink>
      <BudgetMeter budget={budget} />
      {left && <span className="text-xs whitespace-normal text-muted tabular-nums">{left}</span>}
      {unpriced && <span className="text-xs whitespace-normal text-warning">{unpriced}</span>}
    </span>
  );
}
