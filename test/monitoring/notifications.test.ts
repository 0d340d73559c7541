// When what is told to the outside does not arrive, the control room says so itself.
import { expect, it } from "vitest";
import * as webhooks from "@/lib/platform/webhooks/service";
import "../support/embedded";
import { endedOf, LIMITS, run, soon } from "../platform/support/webhooks";
import { ADMIN, unique } from "../support/makers";
import { aReceiver, type Received } from "../support/receiver";
import { change } from "../support/sql";
import { age, alertsOf, evaluate } from "./support/alerts";
import { shippedRules } from "./support/shipped";

const RULES = shippedRules();
const look = () => evaluate(RULES, "notifications_failing");
const anEndpoint = async (url: string, own: object) => {
  const input = { name: unique("w"), url, types: [], projectId: null };
  return (await webhooks.createWebhook(ADMIN, { ...input, ...own })).webhook;
};
const failFor = (id: string, seconds: number) =>
  change`UPDATE webhook_endpoints SET failing_since = now() - make_interval(secs => ${seconds}) WHERE id = ${id}`;
const alertsTold = (received: Received[]) =>
  received.map(({ body }) => JSON.parse(body)).filter(({ type }) => type.startsWith("alert."));

it("an endpoint that fails for ten minutes is an alert, told to every other route and not to itself, until it is back", async () => {
  const [dead, other] = [await aReceiver((response) => response.writeHead(500).end()), await aReceiver()];
  await run({ ...LIMITS, retryMs: [600_000] });
  const critical = await anEndpoint(dead.url, { route: "critical" });
  const queue = await anEndpoint(other.url, { route: "queue" });
  await webhooks.sendTest(ADMIN, critical.id);
  await expect.poll(async () => (await webhooks.getWebhook(ADMIN, critical.id)).health, soon).toBe("failing");
  expect(await look()).toEqual([]);
  await failFor(critical.id, 601);
  const [alert, ...more] = await look();
  expect(more).toEqual([]);
  expect(alert).toMatchObject({ severity: "critical", entity: critical.id, projectId: null });
  expect(alert?.title).toBe(`Messages to the webhook ${critical.name} do not arrive: answered 500`);
  expect(alert?.facts).toMatchObject({ "webhook.route": "critical", "webhook.waiting": 1 });
  await endedOf(queue.id, 1);
  expect(alertsTold(other.received)).toMatchObject([{ type: "alert.raised", data: { entity: alert?.id } }]);
  // Nothing about it was even queued for it, and looking again raises nothing new.
  expect((await webhooks.getWebhook(ADMIN, critical.id)).pending).toBe(1);
  expect(await look()).toHaveLength(1);

  dead.answer((response) => response.end());
  await webhooks.sendWaiting(ADMIN, critical.id);
  await endedOf(critical.id, 1);
  await look();
  await age(alert?.id ?? "", 31);
  expect(await look()).toEqual([]);
  const [resolved] = await alertsOf({ rule: "notifications_failing" });
  expect(resolved).toMatchObject({ id: alert?.id, state: "resolved", timesReopened: 0 });
  await endedOf(queue.id, 2);
  expect(alertsTold(dead.received)).toEqual([]);
});

it.each([
  ["gone", "it is disabled, since the receiver answered 410 Gone"],
  ["failing", "it is disabled, since every attempt failed for days"],
])("an endpoint that was disabled as %s is an alert until it is enabled", async (reason, trouble) => {
  const { id, name } = await anEndpoint("http://127.0.0.1:9/hook", {});
  await change`UPDATE webhook_endpoints SET disabled_at = now(), disabled_reason = ${reason} WHERE id = ${id}`;
  const [alert] = await look();
  expect(alert?.title).toBe(`Messages to the webhook ${name} do not arrive: ${trouble}`);
  await webhooks.updateWebhook(ADMIN, id, { enabled: true });
  await look();
  await age(alert?.id ?? "", 31);
  expect(await look()).toEqual([]);
});

it("an endpoint that a person has disabled or deleted is none", async () => {
  const { id } = await anEndpoint("http://127.0.0.1:9/hook", {});
  await failFor(id, 601);
  const [alert] = await look();
  expect(alert?.entity).toBe(id);
  await webhooks.updateWebhook(ADMIN, id, { enabled: false });
  await look();
  await age(alert?.id ?? "", 31);
  expect(await look()).toEqual([]);
  await webhooks.updateWebhook(ADMIN, id, { enabled: true });
  await failFor(id, 601);
  const [again] = await look();
  await webhooks.deleteWebhook(ADMIN, id);
  await look();
  await age(again?.id ?? "", 31);
  expect(await look()).toEqual([]);
});
