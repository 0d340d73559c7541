import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { UpdateWebhook, Webhook, WebhookId } from "@/lib/platform/webhooks/schema";
import { deleteWebhook, getWebhook, updateWebhook } from "@/lib/platform/webhooks/service";

const params = z.strictObject({ id: WebhookId });
const common = { scope: "webhooks:manage", params, reply: Webhook } as const;

export const GET = route({ ...common, summary: "Read a webhook" }, ({ actor, params: { id } }) =>
  getWebhook(actor, id),
);

export const PATCH = route(
  { ...common, summary: "Edit, disable or enable a webhook", body: UpdateWebhook },
  ({ actor, params: { id }, body }) => updateWebhook(actor, id, body),
);

export const DELETE = route(
  { ...common, summary: "Delete a webhook and its deliveries" },
  ({ actor, params: { id } }) => deleteWebhook(actor, id),
);
