"use client";

import { Badge } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import type { Agent, Project } from "@/lib/work/schema";
import { AT_WORK } from "@/lib/work/schema";
import { mayDrain, projectName } from "../prepare-agent";
import { TextCell } from "../text-cell";
import { useWorkHref } from "../use-work-href";
import { DrainButton } from "./drain-button";
import { LoadMeter } from "./load-meter";
import { SilenceBadge } from "./silence-badge";

const NOTHING = <span className="text-faint">–</span>;

export function AgentTable({
  agents,
  projects,
  mayAct,
}: {
  agents: Agent[];
  projects: Project[] | undefined;
  mayAct: boolean;
}) {
  const href = useWorkHref();
  return (
    <Table label="Agents">
      <TableHead>
        <Th>Status</Th>
        <Th>Name</Th>
        <Th numeric>Load</Th>
        <Th>Project</Th>
        <Th>Type</Th>
        <Th>Model</Th>
        <Th>Capabilities</Th>
        <Th numeric>Last heartbeat</Th>
        <Th className="w-full">Host</Th>
        {mayAct && (
          <Th pinned>
            <span className="sr-only">Drain</span>
          </Th>
        )}
      </TableHead>
      <TableBody>
        {agents.map((agent) => (
          <TableRow key={agent.id}>
            <Td>
              <span className="inline-flex items-center gap-1.5 max-sm:flex-col max-sm:items-start max-sm:gap-1">
                <StatusBadge kind="agent" value={agent.status} />
                <SilenceBadge agent={agent} />
              </span>
            </Td>
            <Td rowHeader className="max-w-52 truncate" title={agent.name}>
              <RowLink href={href(`/agents/${agent.id}`)}>{agent.name}</RowLink>
            </Td>
            <Td numeric>
              <RowLink href={href("/tasks", { agent: agent.id, state: AT_WORK.join(",") })}>
                <LoadMeter agent={agent} />
              </RowLink>
            </Td>
            <Td>{projectName(agent, projects)}</Td>
            <Td>{agent.type}</Td>
            <Td>{agent.model ?? NOTHING}</Td>
            <Td>
              <Capabilities words={agent.capabilities} />
            </Td>
            <Td numeric>
              <RelativeTime at={agent.lastHeartbeatAt} />
            </Td>
            <TextCell title={agent.host ?? undefined} className="min-w-20!">
              {agent.host ?? NOTHING}
            </TextCell>
            {mayAct && (
              <Td pinned>{mayDrain(agent) && <DrainButton agent={agent} size="sm" variant="ghost" />}</Td>
            )}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

const WORDS_SHOWN = 2;

/** The first few; all of them stand on the agent's page and, for the mouse, in the title. */
function Capabilities({ words }: { words: string[] }) {
  if (words.length === 0) return NOTHING;
  const rest = words.length - WORDS_SHOWN;
  return (
    <span className="inline-flex gap-1 align-top" title={words.join(", ")}>
      {words.slice(0, WORDS_SHOWN).map((word) => (
        <Badge key={word}>{word}</Badge>
      ))}
      {rest > 0 && <span className="text-xs text-muted">+{rest}</span>}
    </span>
  );
}
