"use client";

import { useQuery } from "@tanstack/react-query";
import { LiveNote } from "@/components/live/live-note";
import { usePausable } from "@/components/live/use-pausable";
import { Skeleton } from "@/components/ui/skeleton";
import { Loaded } from "@/components/work/state/loaded";
import { systemQuery } from "@/lib/platform/system/queries";
import { AuditPanel } from "./audit-panel";
import { DatabasePanel } from "./database-panel";
import { EventsPanel } from "./events-panel";
import { JobsPanel } from "./jobs-panel";
import { ReplicasPanel } from "./replicas-panel";
import { SystemFigures } from "./system-figures";
import { SystemState } from "./system-state";
import { TablesPanel } from "./tables-panel";
import { WebhooksPanel } from "./webhooks-panel";

export function SystemView() {
  const query = useQuery(usePausable(systemQuery()));
  return (
    <>
      <LiveNote />
      <Loaded query={query} what="the state of the system" skeleton={<SystemSkeleton />}>
        {(system) => (
          <div className="flex flex-col gap-4">
            <SystemState system={system} />
            <SystemFigures system={system} />
            <ReplicasPanel replicas={system.replicas} answeredBy={system.answeredBy} />
            <JobsPanel jobs={system.jobs} />
            <EventsPanel events={system.events} />
            <WebhooksPanel webhooks={system.webhooks} />
            <div className="grid items-start gap-4 xl:grid-cols-2">
              <DatabasePanel database={system.database} />
              <div className="flex min-w-0 flex-col gap-4">
                <TablesPanel tables={system.database.tables} />
                <AuditPanel audit={system.audit} />
              </div>
            </div>
          </div>
        )}
      </Loaded>
    </>
  );
}

const PARTS = ["state", "figures", "replicas", "jobs", "database"];

function SystemSkeleton() {
  return (
    <div role="status" className="flex flex-col gap-4">
      <span className="sr-only">Loading the state of the system</span>
      {PARTS.map((part) => (
        <Skeleton key={part} className="h-32 rounded-lg" />
      ))}
    </div>
  );
}
