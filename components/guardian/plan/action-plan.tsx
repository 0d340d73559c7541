"use client";

import { SkeletonRows } from "@/components/ui/skeleton";
import type { Loadable } from "@/components/work/state/loadable";
import { Loaded } from "@/components/work/state/loaded";
import type { GuardianAction } from "@/lib/guardian/schema";
import { PlanSummary } from "./plan-summary";

/** What an action does, as its plan was frozen. */
export function ActionPlan({ query, rows }: { query: Loadable<GuardianAction>; rows: number }) {
  return (
    <Loaded query={query} what="its plan" skeleton={<SkeletonRows rows={rows} label="Loading its plan" />}>
      {({ plan }) => <PlanSummary plan={{ ...plan, needsApproval: [] }} />}
    </Loaded>
  );
}
