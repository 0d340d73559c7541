import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { CapacityReservation, EndOverlay, ReservationId } from "@/lib/work/schema";
import { endReservation } from "@/lib/work/service";

export const POST = route(
  {
    summary: "End a capacity reservation",
    scope: "work:act",
    params: z.object({ id: ReservationId }),
    body: EndOverlay,
    reply: CapacityReservation,
  },
  ({ actor, params, body }) => endReservation(actor, params.id, body),
);
