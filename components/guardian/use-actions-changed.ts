"use client";

import { useRefetch } from "@/components/work/use-refetch";
import { guardianKeys } from "@/lib/guardian/queries";
import { overlaidKeys } from "@/lib/work/queries";

/** What an intervention, or a decision about one, changes on the page. */
export function useActionsChanged() {
  const refetch = useRefetch();
  return () => refetch([guardianKeys.all, ...overlaidKeys]);
}
