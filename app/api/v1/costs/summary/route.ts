import { CostSummary, CostSummaryQuery } from "@/lib/costs/schema";
import { getCostSummary } from "@/lib/costs/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "Sum up costs by ticket, agent, phase, model or day",
    scope: "work:read",
    query: CostSummaryQuery,
    reply: CostSummary,
  },
  ({ actor, query }) => getCostSummary(actor, query),
);
