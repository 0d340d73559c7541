import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { Budget, BudgetDetail, BudgetsPage, type CreateBudget, type UpdateBudget } from "../schema";
import { BUDGETS_PAGE, costKeys } from "./keys";

export function budgetsQuery(project: string | undefined) {
  return infiniteQueryOptions({
    queryKey: [...costKeys.budgets, project ?? null],
    initialPageParam: null as string | null,
    getNextPageParam: (page: BudgetsPage) => page.nextCursor,
    queryFn: ({ pageParam, signal }) =>
      api({
        method: "GET",
        path: "/costs/budgets",
        query: { project, cursor: pageParam, limit: BUDGETS_PAGE },
        reply: BudgetsPage,
        signal,
      }),
  });
}

export function budgetQuery(id: string) {
  return queryOptions({
    queryKey: [...costKeys.budgets, "one", id],
    queryFn: ({ signal }) =>
      api({ method: "GET", path: `/costs/budgets/${id}`, reply: BudgetDetail, signal }),
  });
}

export function createBudget(body: CreateBudget, idempotencyKey: string) {
  return api({ method: "POST", path: "/costs/budgets", body, reply: Budget, idempotencyKey });
}

export function updateBudget(id: string, body: UpdateBudget) {
  return api({ method: "PATCH", path: `/costs/budgets/${id}`, body, reply: Budget });
}

export function deleteBudget(id: string) {
  return api({ method: "DELETE", path: `/costs/budgets/${id}`, reply: Budget });
}
