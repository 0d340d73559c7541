"use client";

import { useQuery } from "@tanstack/react-query";
import { SkeletonRows } from "@/components/ui/skeleton";
import { Loaded } from "@/components/work/state/loaded";
import { actionQuery } from "@/lib/guardian/queries";
import { PlanSummary } from "../plan/plan-summary";

/** What a proposal would do, as its plan was frozen. */
export function ProposalPlan({ actionId }: { actionId: string }) {
  const query = useQuery(actionQuery(actionId));
  return (
    <Loaded query={query} what="its plan" skeleton={<SkeletonRows rows={1} label="Loading its plan" />}>
      {({ plan }) => <PlanSummary plan={{ ...plan, needsApproval: [] }} />}
    </Loaded>
  );
}
