import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { TaskGraph, TicketId } from "@/lib/work/schema";
import { getGraph } from "@/lib/work/service";

export const GET = route(
  {
    summary: "Read a ticket's tasks and what depends on what",
    scope: "work:read",
    params: z.object({ id: TicketId }),
    reply: TaskGraph,
  },
  ({ actor, params }) => getGraph(actor, params.id),
);
