import { ExportAlerts } from "@/lib/monitoring/schema";
import { exportAlerts } from "@/lib/monitoring/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "The alerts that match as CSV, at most 100,000 rows",
    scope: "work:read",
    query: ExportAlerts,
    produces: "text/csv",
  },
  ({ actor, query }) => exportAlerts(actor, query),
);
