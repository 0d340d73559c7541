import { clsx } from "clsx";
import type { Budget } from "@/lib/costs/schema";
import { leftWords, spentWords } from "../prepare-budget";
import { sumUsd, usdShare } from "../prepare-money";

const FILL: Record<Budget["state"], string> = {
  within: "bg-neutral",
  warning: "bg-warning",
  critical: "bg-danger",
  exceeded: "bg-danger-fill",
};

/** How much of a budget's limit is spent, and faintly what is reserved, with marks where it warns. */
export function BudgetMeter({ budget }: { budget: Budget }) {
  const { spent, assumed, reserved } = budget.current;
  const isPausing = budget.onExceed === "pause";
  const counted = isPausing ? sumUsd([spent, assumed]) : spent;
  const promised = usdShare(isPausing ? sumUsd([counted, reserved]) : counted, budget.limit);
  return (
    <span
      role="img"
      aria-label={[spentWords(budget), leftWords(budget)].filter(Boolean).join("; ")}
      className="relative block h-2 w-full min-w-24 overflow-hidden rounded-full bg-neutral-soft"
    >
      <span
        className={clsx("absolute inset-y-0 left-0 opacity-35", FILL[budget.state])}
        style={{ width: `${promised * 100}%` }}
      />
      <span
        className={clsx("absolute inset-y-0 left-0", FILL[budget.state])}
        style={{ width: `${usdShare(counted, budget.limit) * 100}%` }}
      />
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
