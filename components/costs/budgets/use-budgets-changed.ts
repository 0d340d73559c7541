"use client";

import { useRefetch } from "@/components/work/use-refetch";
import { costKeys } from "@/lib/costs/queries";
import { overlaidKeys } from "@/lib/work/queries";

/** A budget's limit may lay or end a hold. */
export function useBudgetsChanged() {
  const refetch = useRefetch();
  return () => refetch([costKeys.budgets, ...overlaidKeys]);
}
