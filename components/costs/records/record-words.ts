import type { CostRecord } from "@/lib/costs/schema";

/** All that is known of what a record costs. */
export function costTitle(record: CostRecord): string {
  const { totalCost, firstCost, assumedCost, reportedCost, priceVersion, tier, isCounted } = record;
  const last = record.adjustments.at(-1);
  return [
    totalCost === null ? "No price is known for this model" : `$ ${totalCost}, prices ${priceVersion}`,
    last && (firstCost === null ? "it had no price at first" : `at first $ ${firstCost}`),
    last && `re-rated: ${last.reason}`,
    totalCost === null && assumedCost !== null && `budgets that pause take it for $ ${assumedCost}`,
    tier !== null && `served as ${tier}`,
    reportedCost !== null && `the agent reported $ ${reportedCost}`,
    !isCounted && "another source's word is taken for this attempt",
  ]
    .filter((part) => typeof part === "string")
    .join("; ");
}
