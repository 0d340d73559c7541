import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { TicketDetail, TicketId, TransitionTicket } from "@/lib/work/schema";
import { transitionTicket } from "@/lib/work/service";

export const POST = route(
  {
    summary: "Move a ticket to a phase that may follow",
    scope: "work:write",
    params: z.strictObject({ id: TicketId }),
    body: TransitionTicket,
    reply: TicketDetail,
    idempotent: true,
  },
  ({ actor, params, body }) => transitionTicket(actor, params.id, body),
);
