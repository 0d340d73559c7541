import { AuditState, VerifyAuditQuery } from "@/lib/platform/audit/schema";
import { getAuditState } from "@/lib/platform/audit/state";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary:
      "Where the audit chain ends and what its last verification found; with fresh=true after a new one",
    scope: "audit:read",
    query: VerifyAuditQuery,
    reply: AuditState,
  },
  ({ actor, query }) => getAuditState(actor, query),
);
