"use client";

import { Badge } from "@/components/ui/badge";
import { type Column, ListTable } from "@/components/ui/list-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status";
import { RowLink } from "@/components/ui/table";
import type { Agent, Project } from "@/lib/work/schema";
import { AT_WORK } from "@/lib/work/schema";
import { mayDrain, projectName } from "../prepare-agent";
import { useWorkHref } from "../use-work-href";
import { DrainButton } from "./drain-button";
import { LoadMeter } from "./load-meter";
import { SilenceBadge } from "./silence-badge";

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
  const columns: Column<Agent>[] = [
    {
      head: "Status",
      as: "mark",
      cell: (agent) => (
        <span className="inline-flex items-center gap-1.5">
          <StatusBadge kind="agent" value={agent.status} />
          <SilenceBadge agent={agent} />
        </span>
      ),
    },
    {
      head: "Name",
      as: "name",
      cutAt: "max-w-52",
      cut: (agent) => agent.name,
      cell: (agent) => <RowLink href={href(`/agents/${agent.id}`)}>{agent.name}</RowLink>,
    },
    {
      head: "Load",
      numeric: true,
      cell: (agent) => (
        <RowLink href={href("/tasks", { agent: agent.id, state: AT_WORK.join(",") })}>
          <LoadMeter agent={agent} />
        </RowLink>
      ),
    },
    { head: "Project", cell: (agent) => projectName(agent, projects) },
    { head: "Type", cell: (agent) => agent.type },
    { head: "Model", cell: (agent) => agent.model },
    {
      head: "Capabilities",
      cell: ({ capabilities }) => (capabilities.length > 0 ? <Capabilities words={capabilities} /> : null),
    },
    {
      head: "Last heartbeat",
      numeric: true,
      cell: (agent) => <RelativeTime at={agent.lastHeartbeatAt} />,
    },
    {
      head: "Host",
      headClassName: "w-full",
      cutAt: "max-w-0 min-w-20",
      cut: hostWords,
      cell: (agent) =>
        agent.runnerHost ? (
          <RowLink
            href={href(`/agents/hosts#${agent.runnerHost.id}`, {
              retired: agent.status === "retired" ? "true" : null,
            })}
          >
            {hostWords(agent)}
          </RowLink>
        ) : (
          agent.host
        ),
    },
  ];
  if (mayAct) {
    columns.push({
      head: "Drain",
      as: "acts",
      className: FLUSH,
      cell: (agent) => mayDrain(agent) && <DrainButton agent={agent} size="sm" variant="ghost" />,
    });
  }
  return <ListTable label="Agents" columns={columns} rows={agents} />;
}

/** Which host started it, and the machine it runs on: two hosts may share one. */
function hostWords({ runnerHost, host }: Agent): string | null {
  return runnerHost ? [runnerHost.name, host].filter(Boolean).join(" on ") : host;
}

// A ghost has no edge: its words, not it, stand below the others.
const FLUSH = "stacked:-ml-2 stacked:pointer-coarse:-ml-3";

const WORDS_SHOWN = 2;

/** The first few, with all of them in the title for the mouse; in a stacked row there is room for all. */
function Capabilities({ words }: { words: string[] }) {
  const rest = words.length - WORDS_SHOWN;
  return (
    <>
      <span className="inline-flex gap-1 align-top stacked:hidden" title={words.join(", ")}>
        {words.slice(0, WORDS_SHOWN).map((word) => (
          <Badge key={word}>{word}</Badge>
        ))}
        {rest > 0 && <span className="text-xs text-muted">+{rest}</span>}
      </span>
      <span className="hidden stacked:inline">{words.join(", ")}</span>
    </>
  );
}
