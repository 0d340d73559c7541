import { EventsPage, EventsQuery } from "@/lib/platform/events/schema";
import { listEvents } from "@/lib/platform/events/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "Events, newest first, or onwards from a cursor",
    scope: "work:read",
    query: EventsQuery,
    reply: EventsPage,
    refuses: ["cursor_expired"],
  },
  ({ actor, query }) => listEvents(actor, query),
);
