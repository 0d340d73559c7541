"use client";

import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { type Column, ListTable } from "@/components/ui/list-table";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { SkeletonRows } from "@/components/ui/skeleton";
import { StatusBadge } from "@/components/ui/status";
import { RowLink } from "@/components/ui/table";
import type { Agent } from "@/lib/work/schema";
import { LoadMeter } from "../agents/load-meter";
import { useAgents } from "../agents/use-agents";
import { byUrgency } from "../prepare-overview";
import { Loaded } from "../state/loaded";
import { useWorkHref } from "../use-work-href";
import { FleetLoad } from "./fleet-load";

const SHOWN = 14;

/** The agents with their load: those that need a person first. */
export function Fleet({ projectId }: { projectId: string | undefined }) {
  const href = useWorkHref();
  const query = useAgents(projectId, false);
  const columns: Column<Agent>[] = [
    {
      head: "Agent",
      as: "name",
      headClassName: "w-full",
      cutAt: "max-w-0 min-w-24",
      cut: (agent) => agent.name,
      cell: (agent) => <RowLink href={href(`/agents/${agent.id}`)}>{agent.name}</RowLink>,
    },
    { head: "Status", as: "mark", cell: (agent) => <StatusBadge kind="agent" value={agent.status} /> },
    { head: "Load", numeric: true, cell: (agent) => <LoadMeter agent={agent} isShort /> },
    { head: "Heard", numeric: true, cell: (agent) => <RelativeTime at={agent.lastHeartbeatAt} /> },
  ];
  return (
    <Panel
      title="Agents"
      count={query.data?.items.length}
      flush
      actions={
        <LinkButton size="sm" variant="ghost" href={href("/agents")}>
          All agents
        </LinkButton>
      }
    >
      <Loaded query={query} what="the agents" skeleton={<SkeletonRows rows={6} />}>
        {({ items, nextCursor }) =>
          items.length === 0 ? (
            <EmptyState
              title="No agents"
              appears="Every runner that registers appears here with its load."
              how="Issue a key in Settings; its page shows the command."
            />
          ) : (
            <>
              <FleetLoad agents={items} isComplete={nextCursor === null} />
              <ListTable
                label="Agents and their load"
                columns={columns}
                rows={byUrgency(items).slice(0, SHOWN)}
                slim
              />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}
