import { route } from "@/lib/platform/http/route";
import { ExportAgents } from "@/lib/work/schema";
import { exportAgents } from "@/lib/work/service";

export const GET = route(
  {
    summary: "The agents that match as CSV, at most 100,000 rows",
    scope: "work:read",
    query: ExportAgents,
    produces: "text/csv",
  },
  ({ actor, query }) => exportAgents(actor, query),
);
