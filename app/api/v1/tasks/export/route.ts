import { route } from "@/lib/platform/http/route";
import { ExportTasks } from "@/lib/work/schema";
import { exportTasks } from "@/lib/work/service";

export const GET = route(
  {
    summary: "The tasks that match as CSV, at most 100,000 rows",
    scope: "work:read",
    query: ExportTasks,
    produces: "text/csv",
  },
  ({ actor, query }) => exportTasks(actor, query),
);
