import { Webhook as Verifier } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import * as service from "@/lib/platform/webhooks/service";
import "../support/embedded";
import { ADMIN, aProject } from "../support/makers";
import { aReceiver, type Received } from "../support/receiver";
import { change } from "../support/sql";
import { create, endedOf, entityOf, LIMITS, onlyDelivery, publishOne, run } from "./support/webhooks";

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
      await new Promise((resolve) => setTimeout(resolve, 3000));
      response.end("late");
    });
    const hanging = await aReceiver(() => {});
    const redirecting = await aReceiver((response) =>
      response.writeHead(307, { location: elsewhere.url }).end(),
    );
    const closed = "http://127.0.0.1:1/";
    await run({ ...LIMITS, retryMs: [], timeoutMs: 1000 });
    const ids: string[] = [];
    for (const url of [slow.url, hanging.url, redirecting.url, closed])
      ids.push((await create(url)).webhook.id);
    await publishOne();
    for (const id of ids) await endedOf(id);
    const errors = await Promise.all(ids.map(async (id) => (await onlyDelivery(id)).lastAttempt?.error));
    expect(errors).toEqual([
      "No answer within 1 s.",
      "No answer within 1 s.",
      "Redirects are not followed.",
      "The connection was refused.",
    ]);
    expect(elsewhere.received).toEqual([]);
  });

  it("that is slow gets its share of attempts at once and holds up no other", async () => {
    const held = Promise.withResolvers<void>();
    const slow = await aReceiver(async (response) => {
      await held.promise;
      response.end();
    });
    const quick = await aReceiver();
    await run({ ...LIMITS, perEndpoint: 2, inFlightMax: 6 });
    const [a, b] = [await create(slow.url), await create(quick.url)];
    for (let n = 0; n < 12; n += 1) await publishOne();
    await endedOf(b.webhook.id, 12);
    expect(slow.received).toHaveLength(2);
    held.resolve();
    await endedOf(a.webhook.id, 12);
    expect(slow.mostAtOnce()).toBe(2);
  });
});
