import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { WebhookId, WebhookWithSecret } from "@/lib/platform/webhooks/schema";
import { rotateWebhook } from "@/lib/platform/webhooks/service";

export const POST = route(
  {
    summary: "Give a webhook a new signing secret; the former one stays good for a day",
    scope: "webhooks:manage",
    params: z.strictObject({ id: WebhookId }),
    reply: WebhookWithSecret,
  },
  ({ actor, params }) => rotateWebhook(actor, params.id),
);
