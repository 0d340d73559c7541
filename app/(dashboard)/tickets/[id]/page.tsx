import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { cache } from "react";
import { InterveneButton } from "@/components/guardian/intervene/intervene-button";
import { TicketView } from "@/components/work/tickets/ticket-view";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { ticketQuery } from "@/lib/work/queries";
import { getTicket } from "@/lib/work/service";
import { orNotFound } from "../../_work/found";
import {
  prefetchEvents,
  prefetchLiveHolds,
  prefetchPhases,
  prefetchProjects,
  prefetchTasks,
} from "../../_work/prefetch";
import type { DetailProps } from "../../_work/props";

const load = cache(async (id: string) => {
  const person = await requirePerson();
  return { person, ticket: await getTicket(person, id).catch(orNotFound) };
});

export async function generateMetadata({ params }: DetailProps): Promise<Metadata> {
  const { ticket } = await load((await params).id);
  return { title: ticket.title };
}

export default async function TicketPage({ params }: DetailProps) {
  const { id } = await params;
  const { person, ticket } = await load(id);
  const client = newQueryClient();
  client.setQueryData(ticketQuery(id).queryKey, ticket);
  await Promise.all([
    prefetchTasks(client, person, { ticket: id }),
    prefetchPhases(client, person),
    prefetchProjects(client, person),
    prefetchEvents(client, person, id),
    prefetchLiveHolds(client, person, ticket.projectId),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <TicketView
        id={id}
        intervene={
          person.scopes.includes("guardian:act") && (
            <InterveneButton target={{ kind: "ticket", id, title: ticket.title }} />
          )
        }
        mayWrite={person.scopes.includes("work:write")}
        mayAct={person.scopes.includes("work:act")}
      />
    </HydrationBoundary>
  );
}
