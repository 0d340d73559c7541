"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { LiveNote } from "@/components/live/live-note";
import { overviewQuery } from "@/lib/work/queries";
import { toBeginnings } from "../prepare-overview";
import { Figures } from "./figures";
import { FirstSteps } from "./first-steps";
import { Fleet } from "./fleet";
import { HoldsBanner } from "./holds-banner";
import { RecentFailures } from "./recent-failures";
import { WorkNow } from "./work-now";

export function OverviewView({
  projectId,
  crises,
  waiting,
  pause,
  newTicket,
  mayIssueKeys,
}: {
  projectId: string | undefined;
  crises: ReactNode;
  /** That decisions wait for a second person. */
  waiting: ReactNode;
  /** That everything stands still. */
  pause: ReactNode;
  newTicket: ReactNode;
  mayIssueKeys: boolean;
}) {
  const overview = useQuery(overviewQuery(projectId));
  const done = overview.data && toBeginnings(overview.data);
  if (done?.isEmpty) return <FirstSteps done={done} newTicket={newTicket} mayIssueKeys={mayIssueKeys} />;
  return (
    <>
      <LiveNote />
      <div className="flex flex-col gap-4">
        {waiting}
        {crises}
        <HoldsBanner projectId={projectId} pause={pause} />
        <Figures projectId={projectId} />
        {done && !done.hasAgents && (
          <FirstSteps done={done} newTicket={newTicket} mayIssueKeys={mayIssueKeys} />
        )}
        <div className="grid items-start gap-4 min-[88rem]:grid-cols-[minmax(0,1fr)_26rem]">
          <div className="flex min-w-0 flex-col gap-4">
            <WorkNow projectId={projectId} />
            <RecentFailures projectId={projectId} />
          </div>
          <Fleet projectId={projectId} />
        </div>
      </div>
    </>
  );
}
