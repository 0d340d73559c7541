import { Budget, BudgetsPage, BudgetsQuery, CreateBudget } from "@/lib/costs/schema";
import { createBudget, listBudgets } from "@/lib/costs/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  { summary: "List budgets, newest first", scope: "work:read", query: BudgetsQuery, reply: BudgetsPage },
  ({ actor, query }) => listBudgets(actor, query),
);

export const POST = route(
  {
    summary: "Set a budget for a scope",
    scope: "costs:manage",
    body: CreateBudget,
    reply: Budget,
    status: 201,
    idempotent: true,
    refuses: ["not_found"],
  },
  ({ actor, body }) => createBudget(actor, body),
);
