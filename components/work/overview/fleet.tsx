"use client";

import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { SkeletonRows } from "@/components/ui/skeleton";
import { StatusBadge } from "@/components/ui/status";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { LoadMeter } from "../agents/load-meter";
import { useAgents } from "../agents/use-agents";
import { byUrgency } from "../prepare-overview";
import { Loaded } from "../state/loaded";
import { TextCell } from "../text-cell";
import { useWorkHref } from "../use-work-href";
import { FleetLoad } from "./fleet-load";

const SHOWN = 14;

/** The agents with their load: those that need a person first. */
export function Fleet({ projectId }: { projectId: string | undefined }) {
  const href = useWorkHref();
  const query = useAgents(projectId, false);
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
              <Table label="Agents and their load">
                <TableHead>
                  <Th className="w-full">Agent</Th>
                  <Th>Status</Th>
                  <Th numeric>Load</Th>
                  <Th numeric>Heard</Th>
                </TableHead>
                <TableBody>
                  {byUrgency(items)
                    .slice(0, SHOWN)
                    .map((agent) => (
                      <TableRow key={agent.id}>
                        <TextCell rowHeader title={agent.name} className="min-w-24!">
                          <RowLink href={href(`/agents/${agent.id}`)}>{agent.name}</RowLink>
                        </TextCell>
                        <Td>
                          <StatusBadge kind="agent" value={agent.status} />
                        </Td>
                        <Td numeric>
                          <LoadMeter agent={agent} isShort />
                        </Td>
                        <Td numeric>
                          <RelativeTime at={agent.lastHeartbeatAt} />
                        </Td>
                      </TableRow>
                    ))}
                </TableBody>
              </Table>
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}
