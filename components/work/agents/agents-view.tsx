"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { lazy, Suspense } from "react";
import { LiveNote } from "@/components/live/live-note";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/pagination";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { projectsQuery } from "@/lib/work/queries";
import { ListTools } from "../list-tools";
import { byUrgency, isInGroup } from "../prepare-overview";
import { agentParams } from "../search-params";
import { Loaded } from "../state/loaded";
import { toAgentFilter } from "./agent-filter";
import { AgentFilters } from "./agent-filters";
import { useAgentList } from "./use-agents";

const AgentTable = lazy(() => import("./agent-table").then((module) => ({ default: module.AgentTable })));

export function AgentsView({ projectId, mayAct }: { projectId: string | undefined; mayAct: boolean }) {
  const [{ show, q, retired }] = useQueryStates(agentParams);
  const filter = toAgentFilter({ q, retired }, projectId);
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
            const shown = show ? items.filter((agent) => isInGroup(agent.status, show)) : items;
            return (
              <div
                aria-busy={query.isPlaceholderData}
                className={query.isPlaceholderData ? "opacity-60" : undefined}
              >
                {shown.length === 0 ? (
                  <NoAgents isFiltered={show !== null || q !== ""} hasMore={query.hasNextPage} />
                ) : (
                  <Suspense fallback={<SkeletonRows rows={6} label="Loading the agents" />}>
                    <AgentTable agents={byUrgency(shown)} projects={projects.data?.items} mayAct={mayAct} />
                  </Suspense>
                )}
                {(items.length > 0 || query.hasNextPage) && (
                  <LoadMore
                    shown={items.length}
                    noun={show ? "agents looked through" : items.length === 1 ? "agent" : "agents"}
                    hasMore={query.hasNextPage}
                    loading={query.isFetchingNextPage}
                    onLoadMore={() => void query.fetchNextPage()}
                  />
                )}
              </div>
            );
          }}
        </Loaded>
      </Panel>
    </>
  );
}

function NoAgents({ isFiltered, hasMore }: { isFiltered: boolean; hasMore: boolean }) {
  return isFiltered ? (
    <EmptyState
      title={hasMore ? "No agent matches so far" : "No agent matches"}
      appears="Agents of this status and with these words in their name would stand here."
      how={hasMore ? "Load more, or clear a filter." : "Clear the filters to see the whole fleet."}
    />
  ) : (
    <EmptyState
      title="No agents yet"
      appears="Every runner that registers appears here, with what it can do and what it holds."
      how="Issue a key in Settings; the command that starts a runner is shown with it."
    />
  );
}
