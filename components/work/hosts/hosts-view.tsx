"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { LiveNote } from "@/components/live/live-note";
import { Checkbox } from "@/components/ui/checkbox";
import { lazyPart } from "@/components/ui/lazy-part";
import { LoadMore } from "@/components/ui/pagination";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { projectsQuery } from "@/lib/work/queries";
import { FilterBar } from "../filter-bar";
import { hostParams } from "../search-params";
import { Loaded } from "../state/loaded";
import { ConnectHost } from "./connect-host";
import { useHosts } from "./use-hosts";

const HostPanel = lazyPart(() => import("./host-panel").then((module) => module.HostPanel), {
  fallback: <SkeletonRows rows={6} label="Loading the host" />,
});

export function HostsView({ projectId, mayAct }: { projectId: string | undefined; mayAct: boolean }) {
  const [{ retired }, setParams] = useQueryStates(hostParams);
  const query = useHosts({ project: projectId, includeRetired: retired });
  const projects = useQuery(projectsQuery());
  return (
    <>
      <LiveNote />
      <FilterBar isFiltered={retired} onClear={() => void setParams(null)}>
        <Checkbox
          label="Show retired"
          checked={retired}
          onChange={(event) => void setParams({ retired: event.target.checked || null })}
        />
      </FilterBar>
      <Loaded query={query} what="the hosts" skeleton={<SkeletonRows rows={6} label="Loading the hosts" />}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) {
            return (
              <Panel title="Hosts" flush>
                <ConnectHost />
              </Panel>
            );
          }
          return (
            <div className="flex flex-col gap-4">
              {items.map((host) => (
                <HostPanel key={host.id} host={host} projects={projects.data?.items} mayAct={mayAct} />
              ))}
              {query.hasNextPage && (
                <LoadMore
                  shown={items.length}
                  noun="hosts"
                  hasMore={query.hasNextPage}
                  loading={query.isFetchingNextPage}
                  onLoadMore={() => void query.fetchNextPage()}
                />
              )}
            </div>
          );
        }}
      </Loaded>
    </>
  );
}
