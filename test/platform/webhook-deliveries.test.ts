import { Webhook as Verifier } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { GET as deliveryRoute } from "@/app/api/v1/webhook-deliveries/[id]/route";
import { GET as deliveriesRoute } from "@/app/api/v1/webhooks/[id]/deliveries/route";
import { transact } from "@/lib/platform/db/transact";
import { keepHouse } from "@/lib/platform/jobs/housekeeping";
import type { Delivery, DeliveryDetail } from "@/lib/platform/webhooks/schema";
import * as service from "@/lib/platform/webhooks/service";
import { noteAttempt } from "@/lib/platform/webhooks/store/attempts";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aPerson } from "../support/makers";
import { aReceiver, type Received } from "../support/receiver";
import { auditOf, change, rows } from "../support/sql";
import {
  create,
  deliveriesOf,
  endedOf,
  entityOf,
  LIMITS,
  onlyDelivery,
  publishOne,
  run,
  soon,
  stopAll,
} from "./support/webhooks";

describe("deliveries", () => {
  it("survive a stop in the middle of an attempt and are made at the next start", async () => {
    const receiver = await aReceiver(() => {});
    await run({ ...LIMITS, timeoutMs: 20_000, leaseMs: 60_000 });
    const { webhook } = await create(receiver.url);
    const entity = await publishOne();
    await expect.poll(() => receiver.received.length, soon).toBe(1);
    await stopAll();
    expect(await onlyDelivery(webhook.id)).toMatchObject({ state: "pending", attemptCount: 0 });
    receiver.answer((response) => response.end());
    await run();
    await endedOf(webhook.id);
    expect(receiver.received.map(entityOf)).toEqual([entity, entity]);
  });

  it("whose server died are made again when the lease is over, and a late result of it counts for nothing", async () => {
    const receiver = await aReceiver();
    const { webhook } = await create(receiver.url);
    const test = await service.sendTest(ADMIN, webhook.id);
    await change`UPDATE webhook_deliveries SET lease = 'of the dead', lease_until = now() + interval '1 hour'`;
    await run();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(receiver.received).toEqual([]);
    await change`UPDATE webhook_deliveries SET lease_until = now()`;
    await endedOf(webhook.id);
    expect(receiver.received.map(({ headers }) => headers["webhook-id"])).toEqual([test.id]);
    const late = {
      id: test.id,
      lease: "of the dead",
      endpointId: webhook.id,
      messageId: test.id,
      attempts: 1,
    };
    const leased = { ...late, body: "", url: "", secretSealed: "", formerSecretSealed: null };
    const failed = { status: 500, error: "late", response: null, durationMs: 1, delayMs: null };
    expect(await transact("test", (tx) => noteAttempt(tx, leased, failed))).toBe(false);
    expect(await onlyDelivery(webhook.id)).toMatchObject({ state: "delivered", attemptCount: 1 });
  });

  it("are sent once more by a replay, under the same webhook-id and in the same bytes", async () => {
    const receiver = await aReceiver((response, _, count) =>
      response.writeHead(count === 1 ? 500 : 200).end(),
    );
    await run({ ...LIMITS, retryMs: [] });
    const { webhook, secret } = await create(receiver.url);
    await publishOne();
    await endedOf(webhook.id);
    const dead = await onlyDelivery(webhook.id);
    expect(dead.state).toBe("dead");
    const again = await service.replayDelivery(ADMIN, dead.id);
    expect(again).toMatchObject({ replayOf: dead.id, messageId: dead.messageId, state: "pending" });
    await endedOf(webhook.id, 2);
    const [first, second] = receiver.received as [Received, Received];
    expect(second.body).toBe(first.body);
    expect(second.headers["webhook-id"]).toBe(first.headers["webhook-id"]);
    new Verifier(secret).verify(second.body, second.headers);
    expect((await auditOf(webhook.id)).map(({ act }) => act)).toEqual(["webhook.create", "webhook.replay"]);
  });

  it("that wait are sent at once by a replay, not twice", async () => {
    const receiver = await aReceiver((response, _, count) =>
      response.writeHead(count === 1 ? 500 : 200).end(),
    );
    await run({ ...LIMITS, retryMs: [3_600_000] });
    const { webhook } = await create(receiver.url);
    await publishOne();
    await expect.poll(async () => (await deliveriesOf(webhook.id))[0]?.attemptCount, soon).toBe(1);
    const waiting = await onlyDelivery(webhook.id);
    expect((await service.replayDelivery(ADMIN, waiting.id)).id).toBe(waiting.id);
    await endedOf(webhook.id);
    expect(receiver.received).toHaveLength(2);
    expect(await deliveriesOf(webhook.id)).toHaveLength(1);
  });

  it("of long ago are forgotten, with their attempts; those that wait are not", async () => {
    const { webhook } = await create("http://127.0.0.1:1/");
    const [old, waiting] = [
      await service.sendTest(ADMIN, webhook.id),
      await service.sendTest(ADMIN, webhook.id),
    ];
    await change`UPDATE webhook_deliveries SET state = 'dead', ended_at = now() - interval '31 days' WHERE id = ${old.id}`;
    await change`INSERT INTO webhook_attempts (delivery_id, number, started_at, duration_ms) VALUES (${old.id}, 1, now(), 1)`;
    await keepHouse();
    expect((await deliveriesOf(webhook.id)).map(({ id }) => id)).toEqual([waiting.id]);
    expect(await rows`SELECT 1 FROM webhook_attempts WHERE delivery_id = ${old.id}`).toEqual([]);
  });

  it("keep no lease of an unreadable secret: the log says what to do", async () => {
    const receiver = await aReceiver();
    await run({ ...LIMITS, retryMs: [] });
    const { webhook } = await create(receiver.url);
    await change`UPDATE webhook_endpoints SET secret_sealed = 'v1.AAAA.AAAA.AAAA'`;
    await publishOne();
    await endedOf(webhook.id);
    expect((await onlyDelivery(webhook.id)).lastAttempt?.error).toContain("Rotate the webhook's secret");
    expect(receiver.received).toEqual([]);
  });
});

it("the delivery log pages from the newest, and shows what was sent", async () => {
  const person = await aPerson("admin");
  const { webhook } = await create("http://127.0.0.1:1/");
  const made: string[] = [];
  for (let n = 0; n < 5; n += 1) made.unshift((await service.sendTest(ADMIN, webhook.id)).id);
  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const query = { limit: 2, ...(cursor ? { cursor } : {}) };
    const { json } = await call<{ items: Delivery[]; nextCursor: string | null }>(deliveriesRoute, {
      ...{ person, params: { id: webhook.id }, query },
    });
    seen.push(...json.items.map(({ id }) => id));
    cursor = json.nextCursor;
  }
  expect(seen).toEqual(made);
  const { json } = await call<DeliveryDetail>(deliveryRoute, { person, params: { id: made[0] ?? "" } });
  expect(JSON.parse(json.body)).toMatchObject({ type: "webhook.test", data: { webhookId: webhook.id } });
});
