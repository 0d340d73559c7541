import { ExportCostRecords } from "@/lib/costs/schema";
import { exportCostRecords } from "@/lib/costs/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "The cost records that match as CSV, at most 100,000 rows",
    scope: "work:read",
    query: ExportCostRecords,
    produces: "text/csv",
  },
  ({ actor, query }) => exportCostRecords(actor, query),
);
