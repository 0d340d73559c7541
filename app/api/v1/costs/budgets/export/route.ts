import { ExportBudgets } from "@/lib/costs/schema";
import { exportBudgets } from "@/lib/costs/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "The budgets that match as CSV, at most 100,000 rows",
    scope: "work:read",
    query: ExportBudgets,
    produces: "text/csv",
  },
  ({ actor, query }) => exportBudgets(actor, query),
);
