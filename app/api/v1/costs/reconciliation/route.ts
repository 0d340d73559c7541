import { CostReconciliation, ReconcileQuery } from "@/lib/costs/schema";
import { reconcileCosts } from "@/lib/costs/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "What each source says of a task's attempts, which one counts, and by how much others differ",
    scope: "work:read",
    query: ReconcileQuery,
    reply: CostReconciliation,
    refuses: ["not_found"],
  },
  ({ actor, query }) => reconcileCosts(actor, query),
);
