"use client";

import { useQuery } from "@tanstack/react-query";
import { LiveNote } from "@/components/live/live-note";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status";
import { agentQuery, projectsQuery } from "@/lib/work/queries";
import { mayDrain, projectName } from "../prepare-agent";
import { QueryError } from "../state/query-error";
import { StaleNote } from "../state/stale-note";
import { TaskList } from "../tasks/task-list";
import { Timeline } from "../timeline/timeline";
import { useWorkHref } from "../use-work-href";
import { AgentFacts } from "./agent-facts";
import { DrainButton } from "./drain-button";

export function AgentView({ id, mayAct }: { id: string; mayAct: boolean }) {
  const href = useWorkHref();
  const query = useQuery(agentQuery(id));
  const projects = useQuery(projectsQuery());
  const agent = query.data;
  if (!agent) return query.error && <QueryError query={query} error={query.error} what="this agent" />;
  return (
    <>
      <PageHeader
        crumbs={[{ label: "Agents", href: href("/agents") }, { label: agent.name }]}
        title={agent.name}
        description={
          <span className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-fg">
            <StatusBadge soft kind="agent" value={agent.status} />
            <span className="tabular-nums">
              Holds {agent.load} of {agent.capacity}
            </span>
            <span className="text-muted">
              Last heartbeat <RelativeTime at={agent.lastHeartbeatAt} />
            </span>
          </span>
        }
        actions={mayAct && mayDrain(agent) && <DrainButton agent={agent} />}
      />
      <LiveNote />
      <StaleNote query={query} what="this agent" />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <TaskList
            title="Tasks it holds"
            filter={{ agent: id }}
            view="working"
            hide={["agent"]}
            empty={{
              title: "It holds no task",
              appears: "Tasks that it claims appear here while it works on them.",
              how: "It claims what it is able to do as soon as there is something.",
            }}
          />
          <TaskList
            title="Tasks it had a part in"
            filter={{ agent: id }}
            hide={["agent"]}
            empty={{
              title: "No task so far",
              appears: "Every task that it ever held appears here.",
              how: "Queue a task whose required capabilities it has.",
            }}
          />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <AgentFacts agent={agent} project={projectName(agent, projects.data?.items)} />
          <Timeline entity={id} />
        </div>
      </div>
    </>
  );
}
