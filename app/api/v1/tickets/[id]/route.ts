import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { Ticket, TicketDetail, TicketId, UpdateTicket } from "@/lib/work/schema";
import { getTicket, updateTicket } from "@/lib/work/service";

const Params = z.strictObject({ id: TicketId });

export const GET = route(
  { summary: "Get a ticket with its phase history", scope: "work:read", params: Params, reply: TicketDetail },
  ({ actor, params }) => getTicket(actor, params.id),
);

export const PATCH = route(
  { summary: "Edit a ticket", scope: "work:write", params: Params, body: UpdateTicket, reply: Ticket },
  ({ actor, params, body }) => updateTicket(actor, params.id, body),
);
