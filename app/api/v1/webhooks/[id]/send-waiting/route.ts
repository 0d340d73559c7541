import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { SentWaiting, WebhookId } from "@/lib/platform/webhooks/schema";
import { sendWaiting } from "@/lib/platform/webhooks/service";

export const POST = route(
  {
    summary: "Send all that waits for a later attempt now",
    scope: "webhooks:manage",
    params: z.strictObject({ id: WebhookId }),
    reply: SentWaiting,
    idempotent: true,
  },
  ({ actor, params }) => sendWaiting(actor, params.id),
);
