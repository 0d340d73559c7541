"use client";

import Link from "next/link";
import { Fact } from "@/components/ui/data-list";
import { useWorkHref } from "@/components/work/use-work-href";
import { formatUsd, type UsdAmount } from "@/lib/platform/money";
import { recordWords } from "./prepare-words";

/** What something has cost, as a fact among its others; opens the records that it sums up. */
export function CostFact({
  of,
  calls,
  unpricedCalls,
  totalCost,
  isPart,
}: {
  of: { task: string } | { agent: string };
  calls: number;
  unpricedCalls: number;
  totalCost: UsdAmount;
  /** There are more records than these. */
  isPart?: boolean;
}) {
  const href = useWorkHref();
  const isUnknown = unpricedCalls === calls;
  return (
    <Fact term="Cost">
      <Link href={href("/costs/records", of)} className="underline hover:no-underline">
        {isUnknown ? "Unknown" : `${isPart ? "More than " : ""}${formatUsd(totalCost)}`}
      </Link>
      {unpricedCalls > 0 && !isUnknown && (
        <span className="block text-xs text-warning">
          without {recordWords(unpricedCalls)} of unknown price
        </span>
      )}
    </Fact>
  );
}
