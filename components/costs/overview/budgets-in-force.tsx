"use client";

import { Wallet } from "lucide-react";
import Link from "next/link";
import { BudgetBadge } from "@/components/costs/budget-badge";
import { LinkButton } from "@/components/ui/link-button";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { Loaded } from "@/components/work/state/loaded";
import { useWorkHref } from "@/components/work/use-work-href";
import type { Budget } from "@/lib/costs/schema";
import { BudgetMeter } from "../budgets/budget-meter";
import { useBudgets } from "../budgets/use-budgets";
import { leftWords, spentWords, unpricedWords } from "../prepare-budget";
import { usdShare } from "../prepare-money";

/** Those nearest to their limit; the others are on their own page. */
const SHOWN = 5;

export function BudgetsInForce({
  projectId,
  mayManage,
}: {
  projectId: string | undefined;
  mayManage: boolean;
}) {
  const query = useBudgets(projectId);
  const href = useWorkHref();
  return (
    <Panel
      title="Budgets in force"
      flush
      actions={
        <LinkButton size="sm" href={href("/costs/budgets")}>
          All budgets
        </LinkButton>
      }
    >
      <Loaded
        query={query}
        what="the budgets"
        skeleton={<SkeletonRows rows={3} label="Loading the budgets" />}
      >
        {({ pages }) => <Nearest budgets={pages.flatMap((page) => page.items)} mayManage={mayManage} />}
      </Loaded>
    </Panel>
  );
}

function Nearest({ budgets, mayManage }: { budgets: Budget[]; mayManage: boolean }) {
  const share = ({ current, limit }: Budget) => usdShare(current.spent, limit);
  const nearest = budgets.toSorted((a, b) => share(b) - share(a)).slice(0, SHOWN);
  if (nearest.length === 0) {
    return (
      <p className="px-4 py-6 text-center text-balance text-muted">
        <Wallet aria-hidden="true" strokeWidth={1.5} className="mx-auto mb-2 size-6 text-faint" />
        Nothing limits what may be spent.{" "}
        {mayManage ? "Create a budget on its page." : "Leads and admins create budgets."}
      </p>
    );
  }
  return (
    <ul>
      {nearest.map((budget) => (
        <li key={budget.id} className="border-b border-line last:border-b-0">
          <BudgetRow budget={budget} />
        </li>
      ))}
    </ul>
  );
}

function BudgetRow({ budget }: { budget: Budget }) {
  const href = useWorkHref();
  const unpriced = unpricedWords(budget);
  return (
    <Link
      href={href(`/costs/budgets#${budget.id}`)}
      className="flex flex-col gap-1.5 px-4 py-2.5 hover:bg-hover focus-visible:-outline-offset-2"
    >
      <span className="flex items-baseline gap-3">
        <span className="min-w-0 flex-1 truncate font-medium" title={budget.scopeLabel}>
          {budget.scopeLabel}
        </span>
        <BudgetBadge kind="budget" value={budget.state} />
      </span>
      <BudgetMeter budget={budget} />
      <span aria-hidden="true" className="text-xs text-muted tabular-nums">
        {[spentWords(budget), leftWords(budget)].filter(Boolean).join("; ")}
      </span>
      {unpriced && <span className="text-xs text-warning">{unpriced}</span>}
      {budget.current.holdId && <span className="text-xs text-danger">Its scope is paused</span>}
    </Link>
  );
}
