"use server";

import type { Route } from "next";
import { redirect } from "next/navigation";
import { z } from "zod";
import { submitByPerson } from "../auth/submit-by-person";
import { counted } from "../counted";
import type { FormState } from "../http/form";
import { CreateWebhook, DeliveryId, TYPE_CHOICES, UpdateWebhook, type Webhook, WebhookId } from "./schema";
import * as service from "./service";

const PATH = "/settings/webhooks";

const emptyToNull = (value: unknown) => (value === "" ? null : value);
/** Each choice's checkbox has its pattern for a name, so that all of them survive a refusal. */
const gatherTypes = (fields: unknown) => {
  const sent = { ...(fields as Record<string, unknown>) };
  return { ...sent, types: TYPE_CHOICES.filter((pattern) => pattern in sent) };
};
const fields = {
  name: CreateWebhook.shape.name,
  url: CreateWebhook.shape.url,
  types: CreateWebhook.shape.types,
  projectId: z.preprocess(emptyToNull, CreateWebhook.shape.projectId),
  format: CreateWebhook.shape.format,
  route: z.preprocess(emptyToNull, CreateWebhook.shape.route),
};
const NewWebhookForm = z.preprocess(gatherTypes, z.object(fields));
const EditWebhookForm = z.preprocess(gatherTypes, z.object({ id: WebhookId, ...fields }));
const One = z.object({ id: WebhookId });

export async function createWebhook(_: FormState, form: FormData): Promise<FormState> {
  return submitByPerson(
    { name: "Create a webhook", path: PATH },
    form,
    NewWebhookForm,
    async (actor, input) => {
      const { webhook, secret } = await service.createWebhook(actor, input);
      const message = `"${webhook.name}" was created. Copy its signing secret now: it is shown this once.${warned(webhook)}`;
      return { message, secret, values: { id: webhook.id } };
    },
  );
}

export async function updateWebhook(_: FormState, form: FormData): Promise<FormState> {
  return submitByPerson(
    { name: "Change a webhook", path: PATH },
    form,
    EditWebhookForm,
    async (actor, { id, ...change }) => {
      const webhook = await service.updateWebhook(actor, id, change);
      return { message: `"${webhook.name}" was saved.${warned(webhook)}` };
    },
  );
}

const warned = ({ warning }: Webhook) => (warning ? ` But: ${warning}` : "");

const EnabledForm = One.extend({ enabled: z.stringbool().pipe(UpdateWebhook.shape.enabled.unwrap()) });

export async function setWebhookEnabled(_: FormState, form: FormData): Promise<FormState> {
  return submitByPerson(
    { name: "Switch a webhook", path: PATH },
    form,
    EnabledForm,
    async (actor, { id, enabled }) => {
      await service.updateWebhook(actor, id, { enabled });
      const message = enabled
        ? "Enabled. What waited is sent now, and events from now on."
        : "Disabled. Nothing is sent until it is enabled again.";
      return { message };
    },
  );
}

export async function testWebhook(_: FormState, form: FormData): Promise<FormState> {
  return submitByPerson({ name: "Test a webhook", path: PATH }, form, One, async (actor, { id }) => {
    await service.sendTest(actor, id);
    return { message: "A test message is on its way. The delivery log below shows what came of it." };
  });
}

export async function sendWaiting(_: FormState, form: FormData): Promise<FormState> {
  return submitByPerson({ name: "Send what waits", path: PATH }, form, One, async (actor, { id }) => {
    const { count } = await service.sendWaiting(actor, id);
    const what =
      count === 0
        ? "Nothing waits for a later attempt"
        : `${counted(count, "delivery", "deliveries")} sent now`;
    return { message: `${what}. The delivery log below shows what comes of it.` };
  });
}

export async function rotateWebhook(_: FormState, form: FormData): Promise<FormState> {
  return submitByPerson(
    { name: "Rotate a webhook’s secret", path: PATH },
    form,
    One,
    async (actor, { id }) => {
      const { secret } = await service.rotateWebhook(actor, id);
      const message = "Copy the new secret now: it is shown this once. For 24 hours both secrets sign.";
      return { message, secret };
    },
  );
}

export async function deleteWebhook(_: FormState, form: FormData): Promise<FormState> {
  const state = await submitByPerson(
    { name: "Delete a webhook", path: PATH },
    form,
    One,
    async (actor, { id }) => {
      await service.deleteWebhook(actor, id);
      return {};
    },
  );
  if (state.status !== "done") return state;
  redirect(PATH as Route);
}

export async function replayDelivery(_: FormState, form: FormData): Promise<FormState> {
  return submitByPerson(
    { name: "Repeat a delivery", path: PATH },
    form,
    z.object({ id: DeliveryId }),
    async (actor, { id }) => {
      await service.replayDelivery(actor, id);
      return { message: "It is being sent again; the log shows what came of it.", values: { id } };
    },
  );
}
