import { ExportRecommendations } from "@/lib/costs/schema";
import { exportRecommendations } from "@/lib/costs/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "The recommendations that match as CSV, at most 100,000 rows",
    scope: "work:read",
    query: ExportRecommendations,
    produces: "text/csv",
  },
  ({ actor, query }) => exportRecommendations(actor, query),
);
