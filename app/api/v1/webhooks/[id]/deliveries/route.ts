import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { PageQuery } from "@/lib/platform/schema";
import { DeliveryPage, WebhookId } from "@/lib/platform/webhooks/schema";
import { listDeliveries } from "@/lib/platform/webhooks/service";

export const GET = route(
  {
    summary: "A webhook's deliveries, the newest first",
    scope: "webhooks:manage",
    params: z.strictObject({ id: WebhookId }),
    query: PageQuery,
    reply: DeliveryPage,
  },
  ({ actor, params, query }) => listDeliveries(actor, params.id, query),
);
