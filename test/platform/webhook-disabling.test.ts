import { describe, expect, it } from "vitest";
import * as service from "@/lib/platform/webhooks/service";
import "../support/embedded";
import { ADMIN } from "../support/makers";
import { aReceiver, type Received } from "../support/receiver";
import { refusal } from "../support/refusal";
import { auditOf, change, eventsOf } from "../support/sql";
import { create, endedOf, entityOf, LIMITS, onlyDelivery, publishOne, run, soon } from "./support/webhooks";

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
    await run({ ...LIMITS, retryMs: [600_000] });
    const { webhook } = await create(receiver.url);
    const entity = await publishOne();
    await expect.poll(() => receiver.received.length, soon).toBe(1);
    await expect.poll(async () => (await onlyDelivery(webhook.id)).attempts.length, soon).toBe(1);
    await service.updateWebhook(ADMIN, webhook.id, { enabled: false });
    await change`UPDATE webhook_deliveries SET next_attempt_at = now()`;
    await new Promise((resolve) => setTimeout(resolve, 200));
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
