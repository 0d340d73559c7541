import * as audit from "../../audit/service";
import { type Actor, requireScope, seenBy } from "../../auth/actor";
import { databaseNow } from "../../clock";
import { read, signalAfterCommit, type Tx, transact } from "../../db/transact";
import { AppError } from "../../errors";
import { newId } from "../../ids";
import type { Page, PageQuery } from "../../schema";
import { slackBody } from "../body";
import { WEBHOOK_TOPIC } from "../deliver";
import { type Delivery, type DeliveryDetail, type SentWaiting, TEST_TYPE, type Webhook } from "../schema";
import * as store from "../store/deliveries";
import { plainWording } from "../wording";
import { seenWebhook } from "./endpoints";

export async function listDeliveries(actor: Actor, id: string, query: PageQuery): Promise<Page<Delivery>> {
  requireScope(actor, "webhooks:manage");
  return read(async (tx) => {
    await seenWebhook(tx, actor, id);
    return store.listDeliveries(tx, id, query);
  });
}

/** One delivery with what was sent and every attempt, the newest first. */
export async function getDelivery(actor: Actor, id: string): Promise<DeliveryDetail> {
  requireScope(actor, "webhooks:manage");
  return read((tx) => seenDelivery(tx, actor, id));
}

/** Sends the endpoint a message of the type `webhook.test`, delivered and logged as events are. */
export async function sendTest(actor: Actor, id: string): Promise<Delivery> {
  requireScope(actor, "webhooks:manage");
  return transact("webhook.test", async (tx) => {
    const webhook = await seenWebhook(tx, actor, id);
    requireEnabled(webhook);
    const delivery = newId("whd");
    const timestamp = (await databaseNow(tx)).toISOString();
    const body = testBody(webhook, actor, timestamp);
    const row = { id: delivery, endpointId: id, messageId: delivery, type: TEST_TYPE, body };
    return queue(tx, actor, "webhook.test", webhook, row);
  });
}

function testBody({ id: webhookId, name, format }: Webhook, actor: Actor, timestamp: string): string {
  if (format === "slack") {
    const payload = { title: `A test of the webhook ${name}` };
    const wording = plainWording({ type: TEST_TYPE, entity: webhookId, actorName: actor.name, payload });
    return slackBody(wording, timestamp);
  }
  const data = { webhookId, name, sentBy: actor.name };
  return JSON.stringify({ type: TEST_TYPE, timestamp, data });
}

/** Sends what a delivery sent once more, under the same webhook-id; one that still waits is sent at once instead. */
export async function replayDelivery(actor: Actor, id: string): Promise<Delivery> {
  requireScope(actor, "webhooks:manage");
  return transact("webhook.replay", async (tx) => {
    const former = await seenDelivery(tx, actor, id);
    const webhook = await seenWebhook(tx, actor, former.webhookId);
    requireEnabled(webhook);
    if (await store.bringForward(tx, id)) {
      await noteAct(tx, actor, "webhook.replay", webhook, { delivery: id });
      return seenDelivery(tx, actor, id);
    }
    const { messageId, type, body } = former;
    const again = { id: newId("whd"), endpointId: webhook.id, messageId, type, body, replayOf: id };
    return queue(tx, actor, "webhook.replay", webhook, again);
  });
}

/** Sends all that waits for a later attempt now, as many at once as ever; returns how many those are. */
export async function sendWaiting(actor: Actor, id: string): Promise<SentWaiting> {
  requireScope(actor, "webhooks:manage");
  return transact("webhook.send_waiting", async (tx) => {
    const webhook = await seenWebhook(tx, actor, id);
    requireEnabled(webhook);
    const count = await store.bringAllForward(tx, id);
    if (count > 0) await noteAct(tx, actor, "webhook.send_waiting", webhook, { deliveries: count });
    return { count };
  });
}

async function queue(
  tx: Tx,
  actor: Actor,
  act: string,
  webhook: Webhook,
  row: store.NewDelivery,
): Promise<Delivery> {
  await store.insertDeliveries(tx, [row]);
  await noteAct(tx, actor, act, webhook, { delivery: row.id });
  return seenDelivery(tx, actor, row.id);
}

async function noteAct(
  tx: Tx,
  actor: Actor,
  act: string,
  { id: entity, projectId }: Webhook,
  detail: { delivery: string } | { deliveries: number },
): Promise<void> {
  await audit.append(tx, { actor, act, entity, projectId, detail });
  signalAfterCommit(tx, { topic: WEBHOOK_TOPIC, id: "" });
}

async function seenDelivery(tx: Tx, actor: Actor, id: string): Promise<DeliveryDetail> {
  const { projectId: _, ...delivery } = seenBy(actor, "delivery", await store.findDelivery(tx, id));
  return delivery;
}

function requireEnabled({ disabledAt }: Webhook): void {
  if (disabledAt) throw new AppError("invalid_state", "This webhook is disabled. Enable it first.");
}
