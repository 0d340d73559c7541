"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/pagination";
import { phasesQuery, projectsQuery, ticketsQuery } from "@/lib/work/queries";
import { toColumns } from "../prepare-board";
import { ticketParams } from "../search-params";
import { Loaded } from "../state/loaded";
import { BoardColumns } from "./board-columns";
import { BoardSkeleton } from "./board-skeleton";
import { toTicketFilter } from "./ticket-filter";

export function Board({ projectId, newTicket }: { projectId: string | undefined; newTicket: ReactNode }) {
  const [params] = useQueryStates(ticketParams);
  const phases = useQuery(phasesQuery());
  const projects = useQuery({ ...projectsQuery(), enabled: projectId === undefined });
  const tickets = useInfiniteQuery({
    ...ticketsQuery(toTicketFilter(params, projectId)),
    placeholderData: keepPreviousData,
  });
  const isFiltered = params.q !== "" || params.status !== "open";
  return (
    <Loaded query={phases} what="the phases" skeleton={<BoardSkeleton />}>
      {({ items: configured }) => (
        <Loaded query={tickets} what="the tickets" skeleton={<BoardSkeleton />}>
          {({ pages }) => {
            const items = pages.flatMap((page) => page.items);
            if (items.length === 0) return <NoTickets isFiltered={isFiltered} newTicket={newTicket} />;
            return (
              <div
                aria-busy={tickets.isPlaceholderData}
                className={tickets.isPlaceholderData ? "opacity-60" : undefined}
              >
                <BoardColumns
                  columns={toColumns(configured, items)}
                  projects={projectId === undefined ? projects.data?.items : undefined}
                />
                {tickets.hasNextPage && (
                  <LoadMore
                    shown={items.length}
                    noun="tickets"
                    hasMore
                    loading={tickets.isFetchingNextPage}
                    onLoadMore={() => void tickets.fetchNextPage()}
                  />
                )}
              </div>
            );
          }}
        </Loaded>
      )}
    </Loaded>
  );
}

function NoTickets({ isFiltered, newTicket }: { isFiltered: boolean; newTicket: ReactNode }) {
  return (
    <div className="rounded-lg border border-line bg-surface">
      {isFiltered ? (
        <EmptyState
          title="No ticket matches"
          appears="Tickets with these words in their title and of this status would stand here."
          how="Use fewer words or another status."
        />
      ) : (
        <EmptyState
          title="No open tickets"
          appears="A ticket is a piece of work that moves through phases; its tasks are what agents do."
          how={
            newTicket ? "Create one here, or through POST /api/v1/tickets." : "Leads and admins create them."
          }
          action={newTicket}
        />
      )}
    </div>
  );
}
