"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Fact } from "@/components/ui/data-list";
import { useWorkHref } from "@/components/work/use-work-href";
import { costSummaryQuery } from "@/lib/costs/queries";
import { formatUsd } from "@/lib/platform/money";
import { recordWords } from "./prepare-words";

/** What an agent has cost so far; a fact among its others, once there is one. */
export function AgentCost({ agentId }: { agentId: string }) {
  const href = useWorkHref();
  const total = useQuery(costSummaryQuery({ agent: agentId, by: "model" })).data?.total;
  if (!total || total.calls === 0) return null;
  const { calls, unpricedCalls, totalCost } = total;
  return (
    <Fact term="Cost">
      <Link href={href("/costs/records", { agent: agentId })} className="underline hover:no-underline">
        {unpricedCalls === calls ? "Unknown" : formatUsd(totalCost)}
      </Link>
      {unpricedCalls > 0 && unpricedCalls < calls && (
        <span className="block text-xs text-warning">
          without {recordWords(unpricedCalls)} of unknown price
        </span>
      )}
    </Fact>
  );
}
