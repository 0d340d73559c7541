import { route } from "@/lib/platform/http/route";
import { ExportOverlays } from "@/lib/work/schema";
import { exportOverlays } from "@/lib/work/service";

export const GET = route(
  {
    summary: "The overlays that match as CSV, at most 100,000 rows",
    scope: "work:read",
    query: ExportOverlays,
    produces: "text/csv",
  },
  ({ actor, query }) => exportOverlays(actor, query),
);
