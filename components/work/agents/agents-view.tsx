"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { LiveNote } from "@/components/live/live-note";
import { Checkbox } from "@/components/ui/checkbox";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { SkeletonRows } from "@/components/ui/skeleton";
import { projectsQuery } from "@/lib/work/queries";
import { FilterBar } from "../filter-bar";
import { byUrgency, isInGroup } from "../prepare-overview";
import { AGENT_VIEWS, agentParams } from "../search-params";
import { Loaded } from "../state/loaded";
import { AgentTable } from "./agent-table";
import { useAgents } from "./use-agents";

const VIEW_WORDS = { working: "Working", idle: "Idle", attention: "Needs attention" };

export function AgentsView({ projectId, mayAct }: { projectId: string | undefined; mayAct: boolean }) {
  const [{ show, retired }, setParams] = useQueryStates(agentParams);
  const agents = useAgents(projectId, retired);
  const projects = useQuery(projectsQuery());
  return (
    <>
      <LiveNote />
      <FilterBar
        isFiltered={show !== null || retired}
        onClear={() => void setParams({ show: null, retired: null })}
      >
        <Select
          aria-label="Status"
          className="w-44!"
          value={show ?? ""}
          onChange={(event) =>
            void setParams({ show: AGENT_VIEWS.find((view) => view === event.target.value) ?? null })
          }
        >
          <option value="">All statuses</option>
          {AGENT_VIEWS.map((view) => (
            <option key={view} value={view}>
              {VIEW_WORDS[view]}
            </option>
          ))}
        </Select>
        <Checkbox
          label="Show retired"
          checked={retired}
          onChange={(event) => void setParams({ retired: event.target.checked || null })}
        />
      </FilterBar>
      <Panel title="Agents" flush>
        <Loaded
          query={agents}
          what="the agents"
          skeleton={<SkeletonRows rows={6} label="Loading the agents" />}
        >
          {({ items }) => {
            const shown = show ? items.filter((agent) => isInGroup(agent.status, show)) : items;
            return shown.length === 0 ? (
              <NoAgents isFiltered={show !== null && items.length > 0} />
            ) : (
              <AgentTable agents={byUrgency(shown)} projects={projects.data?.items} mayAct={mayAct} />
            );
          }}
        </Loaded>
      </Panel>
    </>
  );
}

function NoAgents({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState
      title="No agent matches"
      appears="Agents of this status would stand here."
      how="Clear the filter to see the whole fleet."
    />
  ) : (
    <EmptyState
      title="No agents yet"
      appears="Every runner that registers appears here, with what it can do and what it holds."
      how="Issue a key in Settings; the command that starts a runner is shown with it."
    />
  );
}
