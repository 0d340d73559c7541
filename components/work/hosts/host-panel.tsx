"use client";

import { Badge } from "@/components/ui/badge";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status";
import type { Host, Project } from "@/lib/work/schema";
import { projectName } from "../prepare-agent";
import { DrainHostButton } from "./drain-host-button";
import { loadWords, mayDrainHost, templateWords } from "./prepare-host";
import { RequestTable } from "./request-table";
import { StartAgentButton } from "./start-agent-button";

/** One machine: whether it is there, what it can start, and what it was asked for. */
export function HostPanel({
  host,
  projects,
  mayAct,
}: {
  host: Host;
  projects: Project[] | undefined;
  mayAct: boolean;
}) {
  return (
    <div id={host.id} className="scroll-mt-24">
      <Panel
        title={<span className="wrap-anywhere">{host.name}</span>}
        flush
        actions={
          mayAct && (
            <>
              <StartAgentButton host={host} />
              {mayDrainHost(host) && <DrainHostButton host={host} />}
            </>
          )
        }
      >
        <div className="flex flex-wrap items-center gap-x-5 gap-y-2 border-b border-line px-4 py-2.5">
          <StatusBadge kind="host" value={host.status} />
          <HostLoad host={host} />
          <span className="text-muted">
            Heard of <RelativeTime at={host.lastHeartbeatAt} />
            {host.machine && <span className="wrap-anywhere"> on {host.machine}</span>}
          </span>
          <span className="text-muted">{forProject(projectName(host, projects))}</span>
        </div>
        <ul aria-label={`Templates of ${host.name}`} className="flex flex-wrap gap-x-5 gap-y-2 px-4 py-2.5">
          {host.templates.map((template) => (
            <li key={template.name} className="flex flex-wrap items-center gap-x-2">
              <Badge>{template.name}</Badge>
              <span className="text-xs text-muted">{templateWords(template)}</span>
            </li>
          ))}
        </ul>
        <div className="border-t border-line">
          <RequestTable host={host} mayAct={mayAct} />
        </div>
      </Panel>
    </div>
  );
}

function HostLoad({ host }: { host: Host }) {
  const share = Math.min(1, host.load / host.agentsMax);
  return (
    <span className="inline-flex items-center gap-2 tabular-nums">
      <span aria-hidden="true" className="flex h-1.5 w-16 overflow-hidden rounded-full bg-neutral-soft">
        <span className="block h-full bg-progress" style={{ width: `${share * 100}%` }} />
      </span>
      {loadWords(host)}
    </span>
  );
}

function forProject(name: string): string {
  return name === "All" ? "For all projects" : name && `For ${name}`;
}
