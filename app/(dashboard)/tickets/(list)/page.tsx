import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createLoader } from "nuqs/server";
import { PageHeader } from "@/components/ui/page-header";
import { ticketParams } from "@/components/work/search-params";
import { NewTicketButton } from "@/components/work/tickets/new-ticket-button";
import { toTicketFilter } from "@/components/work/tickets/ticket-filter";
import { TicketsView } from "@/components/work/tickets/tickets-view";
import { ViewToggle } from "@/components/work/tickets/view-toggle";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import {
  prefetchBoard,
  prefetchPhases,
  prefetchProjects,
  prefetchTickets,
  prefetchViews,
} from "../../_work/prefetch";
import { projectOf } from "../../_work/project";
import type { ListProps } from "../../_work/props";

export const metadata: Metadata = { title: "Tickets" };

const loadParams = createLoader(ticketParams);

export default async function TicketsPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const { id: project } = await projectOf(person, searchParams);
  const params = await loadParams(searchParams);
  const client = newQueryClient();
  await Promise.all([
    params.view === "board"
      ? prefetchBoard(client, person, project)
      : prefetchTickets(client, person, toTicketFilter(params, project)),
    prefetchViews(client, person),
    prefetchPhases(client, person),
    prefetchProjects(client, person),
  ]);
  const mayWrite = person.scopes.includes("work:write");
  const newTicket = mayWrite && <NewTicketButton projectId={project} />;
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader
        title="Tickets"
        actions={
          <>
            <ViewToggle current={params.view} />
            {newTicket}
          </>
        }
      />
      <TicketsView
        projectId={project}
        newTicket={newTicket}
        mayWrite={mayWrite}
        mayAct={person.scopes.includes("work:act")}
      />
    </HydrationBoundary>
  );
}
