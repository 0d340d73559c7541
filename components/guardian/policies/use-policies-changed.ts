"use client";

import { useRefetch } from "@/components/work/use-refetch";
import { policyKeys } from "@/lib/guardian/queries";

export function usePoliciesChanged() {
  const refetch = useRefetch();
  return () => refetch([policyKeys.all]);
}
