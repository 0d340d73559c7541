"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { LiveNote } from "@/components/live/live-note";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { projectsQuery } from "@/lib/work/queries";
import { ListTools } from "../list-tools";
import { byUrgency } from "../prepare-overview";
import { agentParams } from "../search-params";
import { LoadedPages } from "../state/loaded-pages";
import { toAgentFilter } from "./agent-filter";
import { AgentFilters } from "./agent-filters";
import { AgentTable } from "./agent-table";
import { useAgentList } from "./use-agents";

export function AgentsView({ projectId, mayAct }: { projectId: string | undefined; mayAct: boolean }) {
  const [{ show, q, retired }] = useQueryStates(agentParams);
  const filter = toAgentFilter({ show, q, retired }, projectId);
  const query = useAgentList(filter);
  const projects = useQuery(projectsQuery());
  return (
    <>
      <LiveNote />
      <AgentFilters tools={<ListTools list="agents" query={{ ...filter }} />} />
      <Panel title="Agents" flush>
        <LoadedPages
          query={query}
          nouns={["agent", "agents"]}
          rows={6}
          empty={<NoAgents isFiltered={show !== null || q !== ""} />}
        >
          {(agents) => (
            <AgentTable agents={byUrgency(agents)} projects={projects.data?.items} mayAct={mayAct} />
          )}
        </LoadedPages>
      </Panel>
    </>
  );
}

function NoAgents({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState
      title="No agent matches"
      appears="Agents of this status and with these words in their name would stand here."
      how="Clear the filters to see the whole fleet."
    />
  ) : (
    <EmptyState
      title="No agents yet"
      appears="Every runner that registers appears here, with what it can do and what it holds."
      how="Issue a key in Settings; the command that starts a runner is shown with it."
    />
  );
}
