import { route } from "@/lib/platform/http/route";
import { CapacityReservation, OverlaysQuery, PlaceReservation, ReservationsPage } from "@/lib/work/schema";
import { listReservations, placeReservation } from "@/lib/work/service";

export const GET = route(
  {
    summary: "List capacity reservations, newest first",
    scope: "work:read",
    query: OverlaysQuery,
    reply: ReservationsPage,
  },
  ({ actor, query }) => listReservations(actor, query),
);

export const POST = route(
  {
    summary: "Keep slots of an agent for a scope",
    scope: "work:act",
    body: PlaceReservation,
    reply: CapacityReservation,
    status: 201,
    idempotent: true,
  },
  ({ actor, body }) => placeReservation(actor, body),
);
