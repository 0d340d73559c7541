"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { LiveNote } from "@/components/live/live-note";
import { usePausable } from "@/components/live/use-pausable";
import { lazyPart } from "@/components/ui/lazy-part";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status";
import { agentQuery, liveHoldsQuery, projectsQuery } from "@/lib/work/queries";
import { AT_WORK } from "@/lib/work/schema";
import { HoldNotes } from "../overlays/hold-notes";
import { claimWords, projectName } from "../prepare-agent";
import { holdsOnAgent } from "../prepare-overlay";
import { QueryError } from "../state/query-error";
import { StaleNote } from "../state/stale-note";
import { TaskList } from "../tasks/task-list";
import { useWorkHref } from "../use-work-href";
import { AgentActions } from "./agent-actions";
import { LoadMeter } from "./load-meter";
import { QuarantineNote } from "./quarantine-note";
import { SilenceBadge } from "./silence-badge";

// Below the fold: not among what the page must have loaded before it works.
const AgentFacts = lazyPart(() => import("./agent-facts").then((module) => module.AgentFacts));
const AgentReservations = lazyPart(() =>
  import("./agent-reservations").then((module) => module.AgentReservations),
);
const Timeline = lazyPart(() => import("../timeline/timeline").then((module) => module.Timeline));

export function AgentView({
  id,
  mayAct,
  cost,
  alerts,
  intervene,
}: {
  id: string;
  mayAct: boolean;
  cost: ReactNode;
  /** What is wrong with it now. */
  alerts?: ReactNode;
  /** How a guardian steps in. */
  intervene?: ReactNode;
}) {
  const href = useWorkHref();
  const query = useQuery(usePausable(agentQuery(id)));
  const projects = useQuery(projectsQuery());
  const agent = query.data;
  const live = useQuery({
    ...liveHoldsQuery(agent?.projectId ?? undefined),
    enabled: agent !== undefined,
  });
  if (!agent) return query.error && <QueryError query={query} error={query.error} what="this agent" />;
  const holds = holdsOnAgent(id, live.data?.items ?? []);
  return (
    <>
      <PageHeader
        crumbs={[{ label: "Agents", href: href("/agents") }, { label: agent.name }]}
        title={agent.name}
        description={
          <span className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-fg">
            <StatusBadge soft kind="agent" value={agent.status} />
            <SilenceBadge agent={agent} />
            <span className="inline-flex items-center gap-2">
              Load <LoadMeter agent={agent} />
            </span>
            <span className="text-muted">
              Last heartbeat <RelativeTime at={agent.lastHeartbeatAt} />
            </span>
          </span>
        }
        actions={
          <>
            {mayAct && <AgentActions agent={agent} isHeld={holds.length > 0} />}
            {agent.status !== "retired" && intervene}
          </>
        }
      />
      <LiveNote />
      <StaleNote query={query} what="this agent" />
      {alerts}
      <QuarantineNote agent={agent} />
      <HoldNotes holds={holds} mayAct={mayAct} effect="On hold: it gets no tasks" />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <TaskList
            title="Tasks it holds"
            filter={{ agent: id, state: AT_WORK }}
            hide={["agent", "attempts"]}
            empty={{
              title: "It holds no task",
              appears: "Tasks that it claims appear here while it works on them.",
              how: claimWords(agent, holds.length > 0),
            }}
          />
          <TaskList
            title="Tasks it had a part in"
            filter={{ agent: id }}
            hide={["agent", "attempts"]}
            empty={{
              title: "No task so far",
              appears: "Every task that it ever held appears here.",
              how: "Queue a task whose required capabilities it has.",
            }}
          />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <AgentFacts agent={agent} project={projectName(agent, projects.data?.items)} cost={cost} />
          {agent.reservedSlots > 0 && <AgentReservations agent={agent} mayAct={mayAct} />}
          <Timeline entity={id} />
        </div>
      </div>
    </>
  );
}
