import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { DeliveryDetail, DeliveryId } from "@/lib/platform/webhooks/schema";
import { getDelivery } from "@/lib/platform/webhooks/service";

export const GET = route(
  {
    summary: "Read a delivery: what was sent, and every attempt",
    scope: "webhooks:manage",
    params: z.strictObject({ id: DeliveryId }),
    reply: DeliveryDetail,
  },
  ({ actor, params }) => getDelivery(actor, params.id),
);
