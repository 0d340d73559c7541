import { AlertCounts, AlertCountsQuery } from "@/lib/monitoring/schema";
import { countAlerts } from "@/lib/monitoring/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "How many alerts are not over, by state",
    scope: "work:read",
    query: AlertCountsQuery,
    reply: AlertCounts,
  },
  ({ actor, query }) => countAlerts(actor, query),
);
