"use client";

import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { DataList, Fact } from "@/components/ui/data-list";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Agent } from "@/lib/work/schema";
import { ShortId } from "../short-id";
import { AgentHost } from "./agent-host";

/** `cost` is a fact of another room, which the page brings. */
export function AgentFacts({ agent, project, cost }: { agent: Agent; project: string; cost: ReactNode }) {
  const labels = Object.entries(agent.labels);
  return (
    <Panel title="Facts">
      <DataList>
        <Fact term="Project">{project}</Fact>
        <Fact term="Type">{agent.type}</Fact>
        <Fact term="Model">{agent.model ?? "Not said"}</Fact>
        <Fact term="Capacity">
          {agent.capacity} {agent.capacity === 1 ? "task" : "tasks"} at a time
        </Fact>
        {cost}
        {agent.phaseAffinity.length > 0 && (
          <Fact term="Takes first">
            <Words>
              {agent.phaseAffinity.map((phase) => (
                <Badge key={phase}>{phase}</Badge>
              ))}
            </Words>
          </Fact>
        )}
        <Fact term="Capabilities">
          <Words>
            {agent.capabilities.map((word) => (
              <Badge key={word}>{word}</Badge>
            ))}
          </Words>
        </Fact>
        <Fact term="Labels">
          <Words>
            {labels.map(([name, value]) => (
              <Badge key={name}>
                {name}={value}
              </Badge>
            ))}
          </Words>
        </Fact>
        <Fact term="Host">
          <AgentHost agent={agent} />
        </Fact>
        <Fact term="Registered">
          <RelativeTime at={agent.createdAt} />
        </Fact>
        <Fact term="Id">
          <ShortId id={agent.id} label="Copy agent id" />
        </Fact>
      </DataList>
    </Panel>
  );
}

function Words({ children }: { children: ReactNode[] }) {
  return children.length > 0 ? <span className="flex flex-wrap gap-1">{children}</span> : "None";
}
