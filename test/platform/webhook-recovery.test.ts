// A receiver that answers again gets what waited for it, without flooding one that does not.
import { expect, it } from "vitest";
import { POST } from "@/app/api/v1/webhooks/[id]/send-waiting/route";
import * as service from "@/lib/platform/webhooks/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aPerson } from "../support/makers";
import { aReceiver } from "../support/receiver";
import { refusal } from "../support/refusal";
import { auditOf, change, rows } from "../support/sql";
import { create, endedOf, LIMITS, onlyDelivery, publishOne, run, soon } from "./support/webhooks";

/** Each message waits for ten minutes after its first failure. */
const PATIENT = { ...LIMITS, retryMs: [600_000, 600_000, 600_000], recoveredAfterMs: 1 };

async function aBacklog(count: number, limits = PATIENT) {
  const receiver = await aReceiver((response) => response.writeHead(500).end());
  await run(limits);
  const { webhook } = await create(receiver.url);
  for (let number = 0; number < count; number += 1) await publishOne();
  const failed = () => rows`SELECT 1 FROM webhook_deliveries WHERE attempts = 1 AND lease IS NULL`;
  await expect.poll(failed, soon).toHaveLength(count);
  return { receiver, id: webhook.id };
}

it("the first message that gets through brings those that wait with it, a few at a time", async () => {
  const { receiver, id } = await aBacklog(12);
  receiver.answer((response) => setTimeout(() => response.end(), 20));
  await publishOne();
  await endedOf(id, 13);
  expect((await service.getWebhook(ADMIN, id)).pending).toBe(0);
  expect(receiver.mostAtOnce()).toBeLessThanOrEqual(LIMITS.perEndpoint);
});

it("of a receiver that takes one message and no other, few of those that wait are spent", async () => {
  const { receiver, id } = await aBacklog(12);
  receiver.answer((response, _, count) => response.writeHead(count === 13 ? 200 : 500).end());
  await publishOne();
  await endedOf(id, 1);
  await expect.poll(() => receiver.received.length, soon).toBe(13 + LIMITS.perEndpoint);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(receiver.received).toHaveLength(13 + LIMITS.perEndpoint);
});

it("one that failed a moment ago is not taken for one that is back", async () => {
  const { receiver, id } = await aBacklog(3, { ...PATIENT, recoveredAfterMs: 60_000 });
  receiver.answer((response) => response.end());
  await publishOne();
  await endedOf(id, 1);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect((await service.getWebhook(ADMIN, id)).pending).toBe(3);
});

it("a retry that gets through to one that was merely too busy takes no other with it", async () => {
  const { receiver, id } = await aBacklog(3, { ...PATIENT, recoveredAfterMs: 60_000 });
  receiver.answer((response) => response.end());
  await change`UPDATE webhook_deliveries SET next_attempt_at = now()
    WHERE id = (SELECT id FROM webhook_deliveries ORDER BY id LIMIT 1)`;
  await publishOne();
  await endedOf(id, 2);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect((await service.getWebhook(ADMIN, id)).pending).toBe(2);
});

it("a message whose next attempt is its last keeps its time", async () => {
  const { receiver, id } = await aBacklog(2);
  await change`UPDATE webhook_deliveries SET attempts = 3
    WHERE id = (SELECT id FROM webhook_deliveries ORDER BY id LIMIT 1)`;
  receiver.answer((response) => response.end());
  await publishOne();
  await endedOf(id, 2);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect((await service.getWebhook(ADMIN, id)).pending).toBe(1);
});

it("an admin sends all that waits now, by one act that is on the record; nobody else may", async () => {
  const { receiver, id } = await aBacklog(6, { ...PATIENT, recoveredAfterMs: 60_000 });
  receiver.answer((response) => response.end());
  expect((await call(POST, { method: "POST", person: await aPerson("lead"), params: { id } })).status).toBe(
    403,
  );
  const person = await aPerson("admin");
  const { status, json } = await call(POST, { method: "POST", person, params: { id } });
  expect([status, json]).toEqual([200, { count: 6 }]);
  await endedOf(id, 6);
  expect(await service.sendWaiting(ADMIN, id)).toEqual({ count: 0 });
  const acts = (await auditOf(id)).filter(({ act }) => act === "webhook.send_waiting");
  expect(acts).toMatchObject([{ actor: person.actor.id }]);
  await service.updateWebhook(ADMIN, id, { enabled: false });
  expect((await refusal(service.sendWaiting(ADMIN, id))).code).toBe("invalid_state");
});

it("what waits for a later attempt is sent when its webhook is enabled again", async () => {
  const { receiver, id } = await aBacklog(1, { ...PATIENT, recoveredAfterMs: 60_000 });
  await service.updateWebhook(ADMIN, id, { enabled: false });
  receiver.answer((response) => response.end());
  await service.updateWebhook(ADMIN, id, { enabled: true });
  await endedOf(id, 1);
  expect((await onlyDelivery(id)).state).toBe("delivered");
});
