import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { CostReconciliation } from "../schema";
import { costKeys } from "./keys";

/** What each source says of a task. */
export function costReconciliationQuery(task: string) {
  return queryOptions({
    queryKey: [...costKeys.reconciliation, task],
    queryFn: ({ signal }) =>
      api({
        method: "GET",
        path: "/costs/reconciliation",
        query: { task },
        reply: CostReconciliation,
        signal,
      }),
  });
}
