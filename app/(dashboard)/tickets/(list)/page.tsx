import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createLoader } from "nuqs/server";
import { LiveNote } from "@/components/live/live-note";
import { PageHeader } from "@/components/ui/page-header";
import { ticketParams } from "@/components/work/search-params";
import { Board } from "@/components/work/tickets/board";
import { NewTicketButton } from "@/components/work/tickets/new-ticket-button";
import { toTicketFilter } from "@/components/work/tickets/ticket-filter";
import { TicketFilters } from "@/components/work/tickets/ticket-filters";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { prefetchPhases, prefetchProjects, prefetchTickets } from "../../_work/prefetch";
import { projectOf } from "../../_work/project";
import type { ListProps } from "../../_work/props";

export const metadata: Metadata = { title: "Tickets" };

const loadParams = createLoader(ticketParams);

export default async function TicketsPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const { id: project } = await projectOf(person, searchParams);
  const client = newQueryClient();
  await Promise.all([
    prefetchTickets(client, person, toTicketFilter(await loadParams(searchParams), project)),
    prefetchPhases(client, person),
    prefetchProjects(client, person),
  ]);
  const mayWrite = person.scopes.includes("work:write");
  const newTicket = mayWrite && <NewTicketButton projectId={project} />;
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader title="Tickets" actions={newTicket} />
      <LiveNote />
      <TicketFilters />
      <Board projectId={project} newTicket={newTicket} />
    </HydrationBoundary>
  );
}
