import { Webhook as Verifier } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GET as deliveryRoute } from "@/app/api/v1/webhook-deliveries/[id]/route";
import { GET as deliveriesRoute } from "@/app/api/v1/webhooks/[id]/deliveries/route";
import { POST as rotateRoute } from "@/app/api/v1/webhooks/[id]/rotate/route";
import { DELETE as deleteRoute, PATCH as patchRoute } from "@/app/api/v1/webhooks/[id]/route";
import { POST as createRoute, GET as listRoute } from "@/app/api/v1/webhooks/route";
import { transact } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { startDispatcher } from "@/lib/platform/events/dispatch/dispatcher";
import type { EventType } from "@/lib/platform/events/schema";
import { publish } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import { keepHouse } from "@/lib/platform/jobs/housekeeping";
import type { Stop } from "@/lib/platform/stop";
import type { Resolve } from "@/lib/platform/webhooks/address";
import { startDeliveries } from "@/lib/platform/webhooks/deliver";
import { reactByWebhooks } from "@/lib/platform/webhooks/reactions";
import { DELIVERY_LIMITS } from "@/lib/platform/webhooks/rules";
import type { Delivery, DeliveryDetail, Webhook, WebhookWithSecret } from "@/lib/platform/webhooks/schema";
import * as service from "@/lib/platform/webhooks/service";
import { noteAttempt } from "@/lib/platform/webhooks/store/attempts";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aPerson, aProject, unique } from "../support/makers";
import { aReceiver, type Received } from "../support/receiver";
import { refusal } from "../support/refusal";
import { auditOf, change, eventsOf, rows } from "../support/sql";

const LIMITS = { ...DELIVERY_LIMITS, pollMs: 40, timeoutMs: 5000, leaseMs: 9000, retryMs: [30, 30] };
const soon = { timeout: 10_000, interval: 15 };

const admin = aPerson("admin");
let stops: Stop[] = [];
const settings = env();
beforeEach(async () => {
  settings.WEBHOOK_ALLOW_PRIVATE = true;
  await change`DELETE FROM webhook_endpoints`;
});
afterEach(async () => {
  settings.WEBHOOK_ALLOW_PRIVATE = false;
  await Promise.all(stops.map((stop) => stop()));
  stops = [];
});

/** Dispatches and delivers until the end of the test. */
async function run(limits = LIMITS, resolve?: Resolve) {
  reactByWebhooks();
  stops.push(startDispatcher({ pollMs: 40, batch: 20, retryMs: [30] }));
  stops.push(startDeliveries({ limits, ...(resolve && { resolve }) }));
  await expect.poll(() => rows`SELECT 1 FROM reactions WHERE name = 'webhooks'`, soon).toHaveLength(1);
}

const create = (url: string, input: { types?: string[]; projectId?: string | null } = {}) =>
  service.createWebhook(ADMIN, { name: unique("w"), url, types: ["ticket.*"], projectId: null, ...input });

const publishOne = (type: EventType = "ticket.updated", projectId: string | null = null) => {
  const entity = newId("tkt");
  const event = { type, entity, projectId, payload: { text: "ünï" } };
  return transact("test", (tx) => publish(tx, ADMIN, event)).then(() => entity);
};

const entityOf = ({ body }: Received): string => JSON.parse(body).data.entity;
const deliveriesOf = async (id: string): Promise<Delivery[]> =>
  (await service.listDeliveries(ADMIN, id, { limit: 50 })).items;
const endedOf = (id: string, count = 1) =>
  expect
    .poll(async () => (await deliveriesOf(id)).filter(({ state }) => state !== "pending").length, soon)
    .toBe(count);
const onlyDelivery = async (id: string): Promise<DeliveryDetail> =>
  service.getDelivery(ADMIN, (await deliveriesOf(id))[0]?.id ?? "");

describe("a webhook", () => {
  it("gets an event it asked for, signed so that the library verifies it, and no other event", async () => {
    const receiver = await aReceiver();
    const project = await aProject();
    await run();
    const { secret, webhook } = await create(receiver.url, {
      types: ["ticket.updated", "task.*"],
      projectId: project.id,
    });
    await publishOne("ticket.created", project.id);
    await publishOne("ticket.updated");
    const mine = [
      await publishOne("ticket.updated", project.id),
      await publishOne("task.created", project.id),
    ];
    await endedOf(webhook.id, 2);
    expect(receiver.received.map(entityOf).sort()).toEqual([...mine].sort());
    for (const { headers, body } of receiver.received) {
      const data = new Verifier(secret).verify(body, headers) as {
        type: string;
        timestamp: string;
        data: { id: string };
      };
      expect(data.data.id).toBe(headers["webhook-id"]);
      expect(headers["content-type"]).toBe("application/json");
      const forged = body.replace("ünï", "une");
      expect(() => new Verifier(secret).verify(forged, headers)).toThrow("No matching signature");
    }
    const { state, lastAttempt } = await onlyDelivery(webhook.id);
    expect([state, lastAttempt]).toMatchObject([
      "delivered",
      { number: 1, status: 200, error: null, response: "ok" },
    ]);
    expect((await service.getWebhook(ADMIN, webhook.id)).health).toBe("healthy");
  });

  it("whose secret was rotated is signed for both secrets for a day, and then for the new one alone", async () => {
    const receiver = await aReceiver();
    await run();
    const { secret: former, webhook } = await create(receiver.url);
    const { secret } = await service.rotateWebhook(ADMIN, webhook.id);
    await publishOne();
    await endedOf(webhook.id);
    const verified = (one: Received | undefined, by: string) => {
      try {
        new Verifier(by).verify(one?.body ?? "", one?.headers ?? {});
        return true;
      } catch {
        return false;
      }
    };
    const [both] = receiver.received;
    expect([verified(both, former), verified(both, secret)]).toEqual([true, true]);
    await change`UPDATE webhook_endpoints SET former_until = now() - interval '1 second' WHERE id = ${webhook.id}`;
    await publishOne();
    await endedOf(webhook.id, 2);
    const [, alone] = receiver.received;
    expect([verified(alone, former), verified(alone, secret)]).toEqual([false, true]);
  });

  it("that fails is tried again as planned, then given up, each attempt in the log", async () => {
    const receiver = await aReceiver((response) => response.writeHead(500).end("x".repeat(5000)));
    await run();
    const { webhook } = await create(receiver.url);
    await publishOne();
    await endedOf(webhook.id);
    const { state, attempts } = await onlyDelivery(webhook.id);
    expect(state).toBe("dead");
    expect(attempts.map(({ number, status, error }) => [number, status, error])).toEqual(
      [3, 2, 1].map((number) => [number, 500, "Answered 500."]),
    );
    expect(attempts[0]?.response).toBe("x".repeat(1024));
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(await service.getWebhook(ADMIN, webhook.id)).toMatchObject({
      health: "failing",
      disabledAt: null,
    });
  });

  it("that recovers is healthy again, and what had failed arrives", async () => {
    const receiver = await aReceiver((response, _, count) => response.writeHead(count < 3 ? 503 : 204).end());
    await run();
    const { webhook } = await create(receiver.url);
    const entity = await publishOne();
    await endedOf(webhook.id);
    expect((await onlyDelivery(webhook.id)).state).toBe("delivered");
    expect(receiver.received.map(entityOf)).toEqual([entity, entity, entity]);
    expect(await service.getWebhook(ADMIN, webhook.id)).toMatchObject({
      health: "healthy",
      failingSince: null,
    });
  });

  it("that answers too late, not at all, or with a redirect has failed; a redirect is not followed", async () => {
    const elsewhere = await aReceiver();
    const slow = await aReceiver(async (response) => {
      await new Promise((resolve) => setTimeout(resolve, 600));
      response.end("late");
    });
    const hanging = await aReceiver(() => {});
    const redirecting = await aReceiver((response) =>
      response.writeHead(307, { location: elsewhere.url }).end(),
    );
    const closed = "http://127.0.0.1:1/";
    await run({ ...LIMITS, retryMs: [], timeoutMs: 250 });
    const ids: string[] = [];
    for (const url of [slow.url, hanging.url, redirecting.url, closed])
      ids.push((await create(url)).webhook.id);
    await publishOne();
    for (const id of ids) await endedOf(id);
    const errors = await Promise.all(ids.map(async (id) => (await onlyDelivery(id)).lastAttempt?.error));
    expect(errors).toEqual([
      "No answer within 0.25 s.",
      "No answer within 0.25 s.",
      "Redirects are not followed.",
      "The connection was refused.",
    ]);
    expect(elsewhere.received).toEqual([]);
  });

  it("that is slow gets its share of attempts at once and holds up no other", async () => {
    const slow = await aReceiver(async (response) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      response.end();
    });
    const quick = await aReceiver();
    await run({ ...LIMITS, perEndpoint: 2, inFlightMax: 6 });
    const [a, b] = [await create(slow.url), await create(quick.url)];
    for (let n = 0; n < 12; n += 1) await publishOne();
    await endedOf(b.webhook.id, 12);
    expect(slow.received.length).toBeLessThan(12);
    await endedOf(a.webhook.id, 12);
    expect(slow.mostAtOnce()).toBe(2);
  });
});

describe("an endpoint is disabled", () => {
  const disabled = (id: string) =>
    expect.poll(async () => (await service.getWebhook(ADMIN, id)).health, soon).toBe("disabled");

  it("at once when it answers 410, with an event and a note, and gets no more until it is enabled", async () => {
    const receiver = await aReceiver((response) => response.writeHead(410).end());
    await run();
    const { webhook } = await create(receiver.url);
    await publishOne();
    await disabled(webhook.id);
    expect(await service.getWebhook(ADMIN, webhook.id)).toMatchObject({ disabledReason: "gone" });
    expect((await onlyDelivery(webhook.id)).attempts).toHaveLength(1);
    expect(await eventsOf(webhook.id)).toEqual(["webhook.created", "webhook.disabled"]);
    expect((await auditOf(webhook.id)).at(-1)).toMatchObject({ act: "webhook.disable", actor: "system" });
    await publishOne();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(receiver.received).toHaveLength(1);
    expect((await refusal(service.sendTest(ADMIN, webhook.id))).code).toBe("invalid_state");
    receiver.answer((response) => response.end());
    await service.updateWebhook(ADMIN, webhook.id, { enabled: true });
    const entity = await publishOne();
    await endedOf(webhook.id, 2);
    expect(entityOf(receiver.received[1] as Received)).toBe(entity);
  });

  it("after days of nothing but failures, and not by a day with a success in it", async () => {
    const receiver = await aReceiver((response) => response.writeHead(500).end());
    await run({ ...LIMITS, disableAfterMs: 60_000 });
    const { webhook } = await create(receiver.url);
    await publishOne();
    await endedOf(webhook.id);
    expect((await service.getWebhook(ADMIN, webhook.id)).health).toBe("failing");
    await change`UPDATE webhook_endpoints SET failing_since = now() - interval '59 seconds'`;
    receiver.answer((response) => response.end());
    await publishOne();
    await endedOf(webhook.id, 2);
    receiver.answer((response) => response.writeHead(500).end());
    await publishOne();
    await endedOf(webhook.id, 3);
    expect((await service.getWebhook(ADMIN, webhook.id)).health).toBe("failing");
    await change`UPDATE webhook_endpoints SET failing_since = now() - interval '61 seconds'`;
    await publishOne();
    await disabled(webhook.id);
    expect(await eventsOf(webhook.id)).toEqual(["webhook.created", "webhook.disabled"]);
    expect(await service.getWebhook(ADMIN, webhook.id)).toMatchObject({ disabledReason: "failing" });
  });

  it("by a person: what waits goes on when it is enabled again", async () => {
    const receiver = await aReceiver((response, _, count) =>
      response.writeHead(count === 1 ? 500 : 200).end(),
    );
    await run({ ...LIMITS, retryMs: [400] });
    const { webhook } = await create(receiver.url);
    const entity = await publishOne();
    await expect.poll(() => receiver.received.length, soon).toBe(1);
    await service.updateWebhook(ADMIN, webhook.id, { enabled: false });
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(receiver.received).toHaveLength(1);
    await service.updateWebhook(ADMIN, webhook.id, { enabled: true });
    await endedOf(webhook.id);
    expect(receiver.received.map(entityOf)).toEqual([entity, entity]);
    expect((await auditOf(webhook.id)).map(({ act }) => act)).toEqual([
      "webhook.create",
      "webhook.disable",
      "webhook.enable",
    ]);
  });
});

describe("addresses that are not public", () => {
  beforeEach(() => {
    settings.WEBHOOK_ALLOW_PRIVATE = false;
  });

  it.each([
    ...["127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"],
    ...["224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fd00::1]", "[ff02::1]"],
    ...["[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:db8::1]"],
    ...["2130706433", "0x7f.1", "127.1", "localhost"],
  ])("are refused at creation: %s", async (host) => {
    const person = await admin;
    const body = { name: "w", url: `http://${host}:8080/hook` };
    const { status, problem } = await call(createRoute, { method: "POST", person, body });
    expect([status, problem.issues?.[0]?.pointer]).toEqual([400, "/url"]);
    expect(problem.issues?.[0]?.detail).toContain("not a public address");
  });

  it.each(["1.1.1.1", "[2606:4700:4700::1111]", "8.8.8.8"])("others are taken: %s", async (host) => {
    expect((await create(`https://${host}/hook`)).webhook.url).toBe(`https://${host}/hook`);
  });

  it.each([
    "ftp://example.com/",
    "file:///etc/passwd",
    "https://user:pass@example.com/",
    "https://user@1.1.1.1/",
    "hook",
    "javascript:alert(1)",
  ])("nor are other schemes or credentials: %s", async (url) => {
    const person = await admin;
    const { status, problem } = await call(createRoute, { method: "POST", person, body: { name: "w", url } });
    expect([status, problem.issues?.[0]?.pointer]).toEqual([400, "/url"]);
  });

  it("are refused where the connection is made, so that a name that changes its mind gains nothing", async () => {
    const receiver = await aReceiver();
    let isPublic = true;
    const resolve: Resolve = async () => [{ address: isPublic ? "1.1.1.1" : "127.0.0.1", family: 4 }];
    const input = {
      name: "w",
      url: `http://rebound.example:${receiver.port}/`,
      types: ["ticket.*"],
      projectId: null,
    };
    const { webhook } = await service.createWebhook(ADMIN, input, resolve);
    isPublic = false;
    await run({ ...LIMITS, retryMs: [] }, resolve);
    await publishOne();
    await endedOf(webhook.id);
    const { state, lastAttempt } = await onlyDelivery(webhook.id);
    expect(state).toBe("dead");
    expect(lastAttempt?.error).toBe("rebound.example leads to 127.0.0.1, which is not a public address.");
    expect(receiver.received).toEqual([]);
    // With private addresses allowed the same name is connected to: nothing else had kept it off.
    settings.WEBHOOK_ALLOW_PRIVATE = true;
    const entity = await publishOne();
    await endedOf(webhook.id, 2);
    expect(receiver.received.map(entityOf)).toEqual([entity]);
  });

  it("given as a bare address or a real name are refused at the attempt too", async () => {
    const receiver = await aReceiver();
    settings.WEBHOOK_ALLOW_PRIVATE = true;
    const urls = [
      receiver.url,
      `http://localhost:${receiver.port}/`,
      `http://[::ffff:127.0.0.1]:${receiver.port}/`,
    ];
    const ids: string[] = [];
    for (const url of urls) ids.push((await create(url)).webhook.id);
    settings.WEBHOOK_ALLOW_PRIVATE = false;
    await run({ ...LIMITS, retryMs: [] });
    await publishOne();
    for (const id of ids) {
      await endedOf(id);
      expect((await onlyDelivery(id)).lastAttempt?.error).toContain("not a public address");
    }
    expect(receiver.received).toEqual([]);
  });
});

describe("deliveries", () => {
  it("survive a stop in the middle of an attempt and are made at the next start", async () => {
    const receiver = await aReceiver(() => {});
    await run({ ...LIMITS, timeoutMs: 20_000, leaseMs: 60_000 });
    const { webhook } = await create(receiver.url);
    const entity = await publishOne();
    await expect.poll(() => receiver.received.length, soon).toBe(1);
    await Promise.all(stops.map((stop) => stop()));
    stops = [];
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
    await change`UPDATE webhook_deliveries SET lease = 'of the dead', lease_until = now() + interval '400 milliseconds'`;
    await run();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(receiver.received).toEqual([]);
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

describe("the secret", () => {
  it("is in the reply that creates or rotates it and nowhere else: not in the API, events, audit or table", async () => {
    const person = await aPerson("admin");
    const body = { name: "w", url: "http://127.0.0.1:1/token-in-path" };
    const { json } = await call<WebhookWithSecret>(createRoute, { method: "POST", person, body });
    const { id } = json.webhook;
    const params = { id };
    const rotated = await call<WebhookWithSecret>(rotateRoute, { method: "POST", person, params });
    await call(patchRoute, { method: "PATCH", person, params, body: { name: "renamed", enabled: false } });
    const secrets = [json.secret, rotated.json.secret];
    expect(secrets.every((secret) => /^whsec_[A-Za-z0-9+/]{43}=$/.test(secret))).toBe(true);
    const listed = await call<{ items: Webhook[] }>(listRoute, { person });
    expect(listed.json.items[0]).toMatchObject({
      id,
      name: "renamed",
      health: "disabled",
      disabledReason: "person",
    });
    const deleted = await call(deleteRoute, { method: "DELETE", person, params });
    const tables = JSON.stringify([
      await rows`SELECT payload FROM events WHERE entity = ${id}`,
      await rows`SELECT detail, reason FROM audit_entries WHERE entity = ${id}`,
    ]);
    for (const secret of secrets) {
      const bare = secret.slice("whsec_".length);
      for (const text of [listed.raw, deleted.raw, tables]) expect(text).not.toContain(bare);
    }
    expect(tables).not.toContain("token-in-path");
    expect((await auditOf(id)).map(({ act, actor }) => [act, actor === person.id])).toEqual(
      ["create", "rotate", "update", "disable", "delete"].map((word) => [`webhook.${word}`, true]),
    );
  });

  it("is sealed in the table", async () => {
    const { secret, webhook } = await create("http://127.0.0.1:1/");
    const [row] = await rows<{
      text: string;
    }>`SELECT row_to_json(e)::text AS text FROM webhook_endpoints e WHERE id = ${webhook.id}`;
    expect(row?.text).toContain(webhook.id);
    expect(row?.text).not.toContain(secret.slice(6));
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
