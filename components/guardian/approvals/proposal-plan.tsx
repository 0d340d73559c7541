"use client";

import { useQuery } from "@tanstack/react-query";
import { actionQuery } from "@/lib/guardian/queries";
import { ActionPlan } from "../plan/action-plan";

/** What a proposal would do. */
export function ProposalPlan({ actionId }: { actionId: string }) {
  return <ActionPlan query={useQuery(actionQuery(actionId))} rows={1} />;
}
