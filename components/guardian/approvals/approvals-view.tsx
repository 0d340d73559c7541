"use client";

import { LiveNote } from "@/components/live/live-note";
import { ReviewNote } from "../now/review-note";
import { ProposalsPanel } from "./proposals-panel";

/** The inbox of those who decide: what waits for approval, and what was done without it. */
export function ApprovalsView(props: { projectId: string | undefined }) {
  return (
    <>
      <LiveNote />
      <div className="flex flex-col gap-4">
        <ReviewNote {...props} />
        <ProposalsPanel {...props} />
      </div>
    </>
  );
}
