import { route } from "@/lib/platform/http/route";
import { OverlaysQuery, OverridesPage, PlaceOverride, PriorityOverride } from "@/lib/work/schema";
import { listOverrides, placeOverride } from "@/lib/work/service";

export const GET = route(
  {
    summary: "List priority overrides, newest first",
    scope: "work:read",
    query: OverlaysQuery,
    reply: OverridesPage,
  },
  ({ actor, query }) => listOverrides(actor, query),
);

export const POST = route(
  {
    summary: "Give a task or a ticket another priority for a time",
    scope: "work:act",
    body: PlaceOverride,
    reply: PriorityOverride,
    status: 201,
    idempotent: true,
  },
  ({ actor, body }) => placeOverride(actor, body),
);
