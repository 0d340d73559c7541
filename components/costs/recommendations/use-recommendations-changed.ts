"use client";

import { useRefetch } from "@/components/work/use-refetch";
import { costKeys } from "@/lib/costs/queries";

export function useRecommendationsChanged() {
  const refetch = useRefetch();
  return () => refetch([costKeys.recommendations]);
}
