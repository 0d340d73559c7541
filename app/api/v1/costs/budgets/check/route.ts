import { BudgetCheck, CheckBudgets } from "@/lib/costs/schema";
import { checkBudgets } from "@/lib/costs/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "Whether all budgets that cover a call have money left",
    scope: "work:read",
    query: CheckBudgets,
    reply: BudgetCheck,
    refuses: ["not_found"],
  },
  ({ actor, query }) => checkBudgets(actor, query),
);
