"use client";

import { Wallet } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { TextCell } from "@/components/work/text-cell";
import { useWorkHref } from "@/components/work/use-work-href";
import type { BudgetForecast } from "@/lib/costs/schema";
import { formatUsd } from "@/lib/platform/money";
import { PERIOD_NAMES } from "../prepare-budget";
import { bandWords, riskWords, spanOf } from "./prepare-forecast";

const NOTHING = <span className="text-faint">–</span>;

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
        <Table label="Budgets at risk">
          <TableHead>
            <Th className="w-full">Scope</Th>
            <Th>Exceeded in its period?</Th>
            <Th numeric>Counts as spent</Th>
            <Th numeric>Limit</Th>
            <Th>Queue will cost</Th>
            <Th>Nothing left by</Th>
          </TableHead>
          <TableBody>
            {budgets.map((budget) => (
              <RiskRow key={budget.budgetId} budget={budget} />
            ))}
          </TableBody>
        </Table>
      )}
    </Panel>
  );
}

function RiskRow({ budget }: { budget: BudgetForecast }) {
  const href = useWorkHref();
  const { budgetId, label, period, limit, spent, cost, runsOut, confidence } = budget;
  const risk = riskWords(budget);
  return (
    <TableRow>
      <TextCell rowHeader title={label}>
        <RowLink href={href("/costs/forecast", { budget: budgetId })}>{label}</RowLink>
      </TextCell>
      <Td>
        <Badge tone={risk.tone}>{risk.label}</Badge>
        {confidence === "low" && <span className="ml-2 text-xs text-muted">low confidence</span>}
      </Td>
      <Td numeric>
        <RowLink href={href(`/costs/budgets#${budgetId}`)}>{formatUsd(spent)}</RowLink>
      </Td>
      <Td numeric>
        {formatUsd(limit)} {PERIOD_NAMES[period].each}
      </Td>
      <Td>{cost ? bandWords(cost) : NOTHING}</Td>
      <Td>{runsOut ? spanOf(runsOut) : NOTHING}</Td>
    </TableRow>
  );
}
