import { ActionsPage, ActionsQuery } from "@/lib/guardian/schema";
import { listActions } from "@/lib/guardian/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "List interventions, newest first",
    scope: "work:read",
    query: ActionsQuery,
    reply: ActionsPage,
  },
  ({ actor, query }) => listActions(actor, query),
);
