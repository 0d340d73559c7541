import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { Delivery, DeliveryId } from "@/lib/platform/webhooks/schema";
import { replayDelivery } from "@/lib/platform/webhooks/service";

export const POST = route(
  {
    summary: "Send a delivery's message again",
    scope: "webhooks:manage",
    params: z.strictObject({ id: DeliveryId }),
    reply: Delivery,
    status: 201,
    idempotent: true,
  },
  ({ actor, params }) => replayDelivery(actor, params.id),
);
