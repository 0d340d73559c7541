"use client";

import { useQuery } from "@tanstack/react-query";
import { costSummaryQuery } from "@/lib/costs/queries";
import { CostFact } from "./cost-fact";

/** What an agent has cost so far, once there is something. */
export function AgentCost({ agentId }: { agentId: string }) {
  const total = useQuery(costSummaryQuery({ agent: agentId, by: "model" })).data?.total;
  if (!total || total.calls === 0) return null;
  return <CostFact of={{ agent: agentId }} {...total} />;
}
