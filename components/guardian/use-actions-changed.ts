"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRefetch } from "@/components/work/use-refetch";
import { guardianKeys } from "@/lib/guardian/queries";
import { overlaidKeys } from "@/lib/work/queries";
import { type Decided, showDecided } from "./show-decided";

/** What an intervention, or a decision about one, changes on the page; what its reply says is shown at once. */
export function useActionsChanged() {
  const queries = useQueryClient();
  const refetch = useRefetch();
  return (decided?: Decided) => {
    if (decided) showDecided(queries, decided);
    refetch([guardianKeys.all, ...overlaidKeys]);
  };
}
