"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { phasesQuery, projectsQuery, ticketsQuery } from "@/lib/work/queries";
import { ticketParams } from "../search-params";
import { LoadedPages } from "../state/loaded-pages";
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
      <LoadedPages
        query={query}
        nouns={["ticket", "tickets"]}
        rows={8}
        empty={isNarrowed(choice) ? <NoMatch /> : <NoTickets newTicket={newTicket} />}
      >
        {(tickets) => (
          <TicketTable
            tickets={tickets}
            phases={phases.data?.items}
            projects={projectId === undefined ? projects.data?.items : undefined}
          />
        )}
      </LoadedPages>
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
