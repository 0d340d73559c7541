import { StreamQuery } from "@/lib/platform/events/schema";
import { openStream } from "@/lib/platform/events/stream";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "Events as they happen (server-sent events); resumes after Last-Event-ID",
    scope: "work:read",
    query: StreamQuery,
    produces: "text/event-stream",
  },
  ({ actor, query, request }) => openStream(actor, query, request),
);
