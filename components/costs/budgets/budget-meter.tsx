import { clsx } from "clsx";
import type { Budget } from "@/lib/costs/schema";
import { spentWords } from "../prepare-budget";
import { usdShare } from "../prepare-money";

const FILL: Record<Budget["state"], string> = {
  within: "bg-neutral",
  warning: "bg-warning",
  critical: "bg-danger",
  exceeded: "bg-danger-fill",
};

/** How much of a budget's limit is spent, with marks where it warns. */
export function BudgetMeter({ budget }: { budget: Budget }) {
  const share = usdShare(budget.current.spent, budget.limit);
  return (
    <span
      role="img"
      aria-label={spentWords(budget)}
      className="relative block h-2 w-full min-w-24 overflow-hidden rounded-full bg-neutral-soft"
    >
      <span className={clsx("block h-full", FILL[budget.state])} style={{ width: `${share * 100}%` }} />
      {[budget.warnAt, budget.criticalAt]
        .filter((at) => at < 1)
        .map((at) => (
          <span
            key={at}
            className="absolute inset-y-0 w-px bg-line-strong"
            style={{ left: `${at * 100}%` }}
          />
        ))}
    </span>
  );
}
