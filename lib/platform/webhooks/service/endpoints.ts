import * as audit from "../../audit/service";
import { type Actor, requireScope, seenBy } from "../../auth/actor";
import { read, signalAfterCommit, type Tx, transact } from "../../db/transact";
import { env } from "../../env";
import { AppError } from "../../errors";
import type { EventType } from "../../events/schema";
import { publish } from "../../events/service";
import { newId } from "../../ids";
import { hostOf, PrivateAddress, type Resolve, requirePublic, resolveHost } from "../address";
import { WEBHOOK_TOPIC } from "../deliver";
import type { CreateWebhook, UpdateWebhook, Webhook, Webhooks, WebhookWithSecret } from "../schema";
import { newWebhookSecret, seal } from "../secret";
import { bringAllForward } from "../store/deliveries";
import * as store from "../store/endpoints";

const ENDPOINTS_MAX = 500;

export async function listWebhooks(actor: Actor): Promise<Webhooks> {
  requireScope(actor, "webhooks:manage");
  return { items: await read((tx) => store.listEndpoints(tx, actor.projectId)) };
}

export async function getWebhook(actor: Actor, id: string): Promise<Webhook> {
  requireScope(actor, "webhooks:manage");
  return read((tx) => seenWebhook(tx, actor, id));
}

export async function seenWebhook(tx: Tx, actor: Actor, id: string): Promise<Webhook> {
  return seenBy(actor, "webhook", await store.findEndpoint(tx, id));
}

/** Creates an endpoint; its signing secret is in the reply and, encrypted, in the table. */
export async function createWebhook(
  actor: Actor,
  input: CreateWebhook,
  resolve = resolveHost,
): Promise<WebhookWithSecret> {
  requireScope(actor, "webhooks:manage");
  await requirePublicUrl(input.url, resolve);
  const secret = newWebhookSecret();
  const webhook = await transact("webhook.create", async (tx) => {
    await store.lockEndpoints(tx);
    if ((await store.countEndpoints(tx)) >= ENDPOINTS_MAX) {
      throw new AppError("invalid_state", `There are ${ENDPOINTS_MAX} webhooks. Delete one first.`);
    }
    const row = { ...input, id: newId("whk"), secretSealed: seal(secret), createdBy: actor.id };
    const created = await store.insertEndpoint(tx, row);
    await note(tx, actor, created, "webhook.create", "webhook.created", { types: created.types });
    return created;
  });
  return { webhook, secret };
}

export async function updateWebhook(
  actor: Actor,
  id: string,
  input: UpdateWebhook,
  resolve = resolveHost,
): Promise<Webhook> {
  requireScope(actor, "webhooks:manage");
  const { enabled, ...change } = input;
  if (change.url !== undefined) await requirePublicUrl(change.url, resolve);
  return transact("webhook.update", async (tx) => {
    await seenWebhook(tx, actor, id);
    const changed = Object.keys(change);
    if (changed.length > 0) await store.updateEndpoint(tx, id, change);
    const webhook = await seenWebhook(tx, actor, id);
    if (changed.length > 0) {
      await note(tx, actor, webhook, "webhook.update", "webhook.updated", { changed });
    }
    if (enabled === true && (await store.enableEndpoint(tx, id))) {
      await bringAllForward(tx, id);
      signalAfterCommit(tx, { topic: WEBHOOK_TOPIC, id: "" });
      await note(tx, actor, webhook, "webhook.enable", "webhook.enabled");
    }
    if (enabled === false && (await store.disableEndpoint(tx, id, "person"))) {
      await note(tx, actor, webhook, "webhook.disable", "webhook.disabled", { reason: "person" });
    }
    return seenWebhook(tx, actor, id);
  });
}

/** Gives the endpoint a new signing secret; for a day deliveries carry the signatures of both. */
export async function rotateWebhook(actor: Actor, id: string): Promise<WebhookWithSecret> {
  requireScope(actor, "webhooks:manage");
  const secret = newWebhookSecret();
  const webhook = await transact("webhook.rotate", async (tx) => {
    const found = await seenWebhook(tx, actor, id);
    await store.rotateSecret(tx, id, seal(secret));
    await note(tx, actor, found, "webhook.rotate", "webhook.secret_rotated");
    return seenWebhook(tx, actor, id);
  });
  return { webhook, secret };
}

/** Deletes the endpoint with its deliveries, those too that wait. */
export async function deleteWebhook(actor: Actor, id: string): Promise<Webhook> {
  requireScope(actor, "webhooks:manage");
  return transact("webhook.delete", async (tx) => {
    const webhook = await seenWebhook(tx, actor, id);
    await store.deleteEndpoint(tx, id);
    await note(tx, actor, webhook, "webhook.delete", "webhook.deleted");
    return webhook;
  });
}

/** The audit entry and the event. Of the URL only the host: the rest often is a secret in itself. */
async function note(
  tx: Tx,
  actor: Actor,
  webhook: Webhook,
  act: string,
  type: EventType,
  facts: Record<string, unknown> = {},
): Promise<void> {
  const { id: entity, name, projectId } = webhook;
  const detail = { ...facts, name, host: new URL(webhook.url).host };
  await audit.append(tx, { actor, act, entity, projectId, detail });
  await publish(tx, actor, { type, entity, projectId, payload: { ...facts, name } });
}

/** A name that cannot be looked up now may be there later; then the attempt's own check decides. */
async function requirePublicUrl(url: string, resolve: Resolve): Promise<void> {
  if (env().WEBHOOK_ALLOW_PRIVATE) return;
  await requirePublic(hostOf(new URL(url)), resolve).catch((error: unknown) => {
    if (!(error instanceof PrivateAddress)) return;
    const detail = `${error.message} Webhooks go only to the public internet, unless WEBHOOK_ALLOW_PRIVATE is set.`;
    const issues = [{ in: "body" as const, pointer: "/url", detail }];
    throw new AppError("invalid_request", "This address is not allowed.", { cause: error, issues });
  });
}
