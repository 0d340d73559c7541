import { route } from "@/lib/platform/http/route";
import { CreateTicket, Ticket, TicketsPage, TicketsQuery } from "@/lib/work/schema";
import { createTicket, listTickets } from "@/lib/work/service";

export const GET = route(
  { summary: "List tickets, newest first", scope: "work:read", query: TicketsQuery, reply: TicketsPage },
  ({ actor, query }) => listTickets(actor, query),
);

export const POST = route(
  {
    summary: "Create a ticket",
    scope: "work:write",
    body: CreateTicket,
    reply: Ticket,
    status: 201,
    idempotent: true,
  },
  ({ actor, body }) => createTicket(actor, body),
);
