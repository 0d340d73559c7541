import { route } from "@/lib/platform/http/route";
import { CreateWebhook, Webhooks, WebhookWithSecret } from "@/lib/platform/webhooks/schema";
import { createWebhook, listWebhooks } from "@/lib/platform/webhooks/service";

export const GET = route(
  { summary: "List webhooks with their health", scope: "webhooks:manage", reply: Webhooks },
  ({ actor }) => listWebhooks(actor),
);

export const POST = route(
  {
    summary: "Create a webhook; the signing secret is shown this once",
    scope: "webhooks:manage",
    body: CreateWebhook,
    reply: WebhookWithSecret,
    status: 201,
  },
  ({ actor, body }) => createWebhook(actor, body),
);
