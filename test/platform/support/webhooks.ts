// Webhooks as they run in the server, and what came of their deliveries.
import { afterEach, beforeEach, expect } from "vitest";
import { transact } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { startDispatcher } from "@/lib/platform/events/dispatch/dispatcher";
import type { EventType } from "@/lib/platform/events/schema";
import { publish } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import type { Stop } from "@/lib/platform/stop";
import type { Resolve } from "@/lib/platform/webhooks/address";
import { startDeliveries } from "@/lib/platform/webhooks/deliver";
import { reactByWebhooks } from "@/lib/platform/webhooks/reactions";
import { DELIVERY_LIMITS } from "@/lib/platform/webhooks/rules";
import type { Delivery, DeliveryDetail } from "@/lib/platform/webhooks/schema";
import * as service from "@/lib/platform/webhooks/service";
import "../../support/embedded";
import { ADMIN, unique } from "../../support/makers";
import type { Received } from "../../support/receiver";
import { change, rows } from "../../support/sql";

/** Short waits, so that a test sees a delivery through to its end. */
export const LIMITS = { ...DELIVERY_LIMITS, pollMs: 40, timeoutMs: 5000, leaseMs: 9000, retryMs: [30, 30] };

/** How long to wait for what happens in the background. */
export const soon = { timeout: 30_000, interval: 15 };

export const settings = env();
const stops: Stop[] = [];

// A receiver of a test is on this machine.
beforeEach(async () => {
  settings.WEBHOOK_ALLOW_PRIVATE = true;
  await change`DELETE FROM webhook_endpoints`;
});
afterEach(async () => {
  settings.WEBHOOK_ALLOW_PRIVATE = false;
  await stopAll();
});

/** As when the server stops. */
export async function stopAll(): Promise<void> {
  await Promise.all(stops.splice(0).map((stop) => stop()));
}

/** Dispatches and delivers until the end of the test. */
export async function run(limits = LIMITS, resolve?: Resolve) {
  reactByWebhooks();
  stops.push(startDispatcher({ pollMs: 40, batch: 20, retryMs: [30] }));
  stops.push(startDeliveries({ limits, ...(resolve && { resolve }) }));
  await expect.poll(() => rows`SELECT 1 FROM reactions WHERE name = 'webhooks'`, soon).toHaveLength(1);
}

export const create = (url: string, input: { types?: string[]; projectId?: string | null } = {}) =>
  service.createWebhook(ADMIN, { name: unique("w"), url, types: ["ticket.*"], projectId: null, ...input });

export const publishOne = (type: EventType = "ticket.updated", projectId: string | null = null) => {
  const entity = newId("tkt");
  const event = { type, entity, projectId, payload: { text: "ünï" } };
  return transact("test", (tx) => publish(tx, ADMIN, event)).then(() => entity);
};

export const entityOf = ({ body }: Received): string => JSON.parse(body).data.entity;
export const deliveriesOf = async (id: string): Promise<Delivery[]> =>
  (await service.listDeliveries(ADMIN, id, { limit: 50 })).items;
export const endedOf = (id: string, count = 1) =>
  expect
    .poll(async () => (await deliveriesOf(id)).filter(({ state }) => state !== "pending").length, soon)
    .toBe(count);
export const onlyDelivery = async (id: string): Promise<DeliveryDetail> =>
  service.getDelivery(ADMIN, (await deliveriesOf(id))[0]?.id ?? "");
