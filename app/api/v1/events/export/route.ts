import { exportEvents } from "@/lib/platform/events/export";
import { ExportEvents } from "@/lib/platform/events/schema";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "The events that match as CSV, newest first, at most 100,000 rows",
    scope: "work:read",
    query: ExportEvents,
    produces: "text/csv",
  },
  ({ actor, query }) => exportEvents(actor, query),
);
