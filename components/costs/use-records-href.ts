"use client";

import { useWorkHref } from "@/components/work/use-work-href";
import type { CostSummary } from "@/lib/costs/schema";

type Narrowing = Partial<
  Record<"project" | "ticket" | "task" | "agent" | "phase" | "model" | "status", string | null>
>;

/** Addresses of the records that a number sums up: those of the summary's own span that count, and narrower. */
export function useRecordsHref() {
  const href = useWorkHref();
  return (summary: Pick<CostSummary, "from" | "to">, narrowed: Narrowing = {}) =>
    href("/costs/records", { from: summary.from, to: summary.to, counted: "true", ...narrowed });
}
