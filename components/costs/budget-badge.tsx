import { type BadgeShape, LookBadge } from "@/components/ui/status";
import { lookOf, type StatusOf } from "@/components/ui/status-tones";
import { budgetLooks } from "./budget-looks";

/** A state of a budget. */
export function BudgetBadge({ kind, value, ...shape }: StatusOf<typeof budgetLooks> & BadgeShape) {
  return <LookBadge look={lookOf(budgetLooks, kind, value)} {...shape} />;
}
