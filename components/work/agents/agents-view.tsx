"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { LiveNote } from "@/components/live/live-note";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/pagination";
import { Panel } from "@/components/ui/panel";
import { Refreshing } from "@/components/ui/refreshing";
import { SkeletonRows } from "@/components/ui/skeleton";
import { projectsQuery } from "@/lib/work/queries";
import { ListTools } from "../list-tools";
import { byUrgency } from "../prepare-overview";
import { agentParams } from "../search-params";
import { Loaded } from "../state/loaded";
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
        <Loaded
          query={query}
          what="the agents"
          skeleton={<SkeletonRows rows={6} label="Loading the agents" />}
        >
          {({ pages }) => {
            const items = pages.flatMap((page) => page.items);
            return (
              <Refreshing isPrevious={query.isPlaceholderData}>
                {items.length === 0 ? (
                  <NoAgents isFiltered={show !== null || q !== ""} />
                ) : (
                  <AgentTable agents={byUrgency(items)} projects={projects.data?.items} mayAct={mayAct} />
                )}
                {items.length > 0 && (
                  <LoadMore
                    shown={items.length}
                    noun={items.length === 1 ? "agent" : "agents"}
                    hasMore={query.hasNextPage}
                    loading={query.isFetchingNextPage}
                    onLoadMore={() => void query.fetchNextPage()}
                  />
                )}
              </Refreshing>
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
