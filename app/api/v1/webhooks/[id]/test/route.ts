import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { Delivery, WebhookId } from "@/lib/platform/webhooks/schema";
import { sendTest } from "@/lib/platform/webhooks/service";

export const POST = route(
  {
    summary: "Send a webhook a test message",
    scope: "webhooks:manage",
    params: z.strictObject({ id: WebhookId }),
    reply: Delivery,
    status: 201,
    idempotent: true,
  },
  ({ actor, params }) => sendTest(actor, params.id),
);
