import { route } from "@/lib/platform/http/route";
import { Hold, HoldsPage, OverlaysQuery, PlaceHold } from "@/lib/work/schema";
import { aboutHold, listHolds, placeHold } from "@/lib/work/service";

export const GET = route(
  { summary: "List holds, newest first", scope: "work:read", query: OverlaysQuery, reply: HoldsPage },
  ({ actor, query }) => listHolds(actor, query),
);

export const POST = route(
  {
    summary: "Stop a part of the work: nothing in it is claimed",
    scope: "work:act",
    governs: "hold.place",
    about: aboutHold,
    body: PlaceHold,
    reply: Hold,
    status: 201,
    idempotent: true,
  },
  ({ actor, body }) => placeHold(actor, body),
);
