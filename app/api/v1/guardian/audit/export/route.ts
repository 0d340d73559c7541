import { exportAudit } from "@/lib/platform/audit/export";
import { ExportAuditQuery } from "@/lib/platform/audit/schema";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary:
      "The whole audit chain as NDJSON with its signed head last; with format=csv the entries that match",
    scope: "audit:read",
    query: ExportAuditQuery,
    produces: ["application/x-ndjson", "text/csv"],
    refuses: ["invalid_state"],
  },
  ({ actor, query }) => exportAudit(actor, query),
);
