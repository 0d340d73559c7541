"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/pagination";
import { Panel } from "@/components/ui/panel";
import { Refreshing } from "@/components/ui/refreshing";
import { SkeletonRows } from "@/components/ui/skeleton";
import { phasesQuery, projectsQuery, ticketsQuery } from "@/lib/work/queries";
import { ticketParams } from "../search-params";
import { Loaded } from "../state/loaded";
import { NoTickets } from "./no-tickets";
import { isNarrowed, toTicketFilter } from "./ticket-filter";
import { TicketTable } from "./ticket-table";

/** Every ticket that matches, newest first. */
export function TicketList({
  projectId,
  newTicket,
}: {
  projectId: string | undefined;
  newTicket: ReactNode;
}) {
  const [choice] = useQueryStates(ticketParams);
  const phases = useQuery(phasesQuery());
  const projects = useQuery({ ...projectsQuery(), enabled: projectId === undefined });
  const query = useInfiniteQuery({
    ...ticketsQuery(toTicketFilter(choice, projectId)),
    placeholderData: keepPreviousData,
  });
  return (
    <Panel title="Tickets" flush>
      <Loaded
        query={query}
        what="the tickets"
        skeleton={<SkeletonRows rows={8} label="Loading the tickets" />}
      >
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0)
            return isNarrowed(choice) ? <NoMatch /> : <NoTickets newTicket={newTicket} />;
          return (
            <Refreshing isPrevious={query.isPlaceholderData}>
              <TicketTable
                tickets={items}
                phases={phases.data?.items}
                projects={projectId === undefined ? projects.data?.items : undefined}
              />
              <LoadMore
                shown={items.length}
                noun={items.length === 1 ? "ticket" : "tickets"}
                hasMore={query.hasNextPage}
                loading={query.isFetchingNextPage}
                onLoadMore={() => void query.fetchNextPage()}
              />
            </Refreshing>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function NoMatch() {
  return (
    <EmptyState
      title="No ticket matches"
      appears="Tickets with these words in their title, of this phase, status and priority would stand here."
      how="Use fewer words, or clear a filter."
    />
  );
}
