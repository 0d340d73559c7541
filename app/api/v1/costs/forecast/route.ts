import { Forecast, ForecastQuery } from "@/lib/costs/schema";
import { getForecast } from "@/lib/costs/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "What the tasks that have not ended will cost, and what that means for budgets",
    scope: "work:read",
    query: ForecastQuery,
    reply: Forecast,
    refuses: ["not_found"],
  },
  ({ actor, query }) => getForecast(actor, query),
);
