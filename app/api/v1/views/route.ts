import { route } from "@/lib/platform/http/route";
import { CreateView, SavedView, ViewList, ViewsQuery } from "@/lib/platform/views/schema";
import { createView, listViews } from "@/lib/platform/views/service";

export const GET = route(
  { summary: "Your saved views and those shared", scope: "work:read", query: ViewsQuery, reply: ViewList },
  ({ actor, query }) => listViews(actor, query),
);

export const POST = route(
  {
    summary: "Save the filters of a list under a name",
    scope: "work:read",
    body: CreateView,
    reply: SavedView,
    status: 201,
    idempotent: true,
  },
  ({ actor, body }) => createView(actor, body),
);
