import { route } from "@/lib/platform/http/route";
import { ExportTickets } from "@/lib/work/schema";
import { exportTickets } from "@/lib/work/service";

export const GET = route(
  {
    summary: "The tickets that match as CSV, at most 100,000 rows",
    scope: "work:read",
    query: ExportTickets,
    produces: "text/csv",
  },
  ({ actor, query }) => exportTickets(actor, query),
);
