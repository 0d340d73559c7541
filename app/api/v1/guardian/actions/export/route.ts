import { ExportActions } from "@/lib/guardian/schema";
import { exportActions } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "The interventions that match as CSV, at most 100,000 rows",
    scope: "work:read",
    query: ExportActions,
    produces: "text/csv",
  },
  ({ actor, query }) => exportActions(actor, query),
);
