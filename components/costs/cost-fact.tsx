"use client";

import Link from "next/link";
import type { ReactNode } from "react";
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
  children,
}: {
  of: { task: string } | { agent: string };
  calls: number;
  unpricedCalls: number;
  totalCost: UsdAmount;
  /** What is to be said of it besides. */
  children?: ReactNode;
}) {
  const href = useWorkHref();
  const isUnknown = unpricedCalls === calls;
  return (
    <Fact term="Cost">
      <Link
        href={href("/costs/records", { ...of, counted: "true" })}
        className="underline hover:no-underline"
      >
        {isUnknown ? "Unknown" : formatUsd(totalCost)}
      </Link>
      {unpricedCalls > 0 && !isUnknown && (
        <span className="block text-xs text-warning">
          without {recordWords(unpricedCalls)} of unknown price
        </span>
      )}
      {children}
    </Fact>
  );
}
