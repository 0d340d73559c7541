import { AuditPage, AuditQuery } from "@/lib/platform/audit/schema";
import { listAudit } from "@/lib/platform/audit/trail";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "The audit trail, the newest entry first; a key of a project sees the entries of that project",
    scope: "audit:read",
    query: AuditQuery,
    reply: AuditPage,
  },
  ({ actor, query }) => listAudit(actor, query),
);
