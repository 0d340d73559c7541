// Alerts reach those whom their rule names: signed, or as a message for Slack.
import { Webhook as Verifier } from "standardwebhooks";
import { beforeAll, describe, expect, it } from "vitest";
import { acknowledgeAlert, escalateAlert, type NewAlert, raiseAlert } from "@/lib/monitoring/service";
import { raise } from "@/lib/monitoring/service/raise";
import { wordByMonitoring } from "@/lib/monitoring/service/wording";
import { transact } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import * as webhooks from "@/lib/platform/webhooks/service";
import { endedOf, publishOne, run } from "../platform/support/webhooks";
import "../support/embedded";
import { ADMIN, aProject, unique } from "../support/makers";
import { aReceiver, type Received } from "../support/receiver";

// As when the server starts.
beforeAll(wordByMonitoring);

const ALERT: NewAlert = {
  rule: "task_stuck",
  severity: "critical",
  title: "A critical task is stuck: <!channel> & <https://evil.example|click>",
  entity: null,
  projectId: null,
  routes: ["critical"],
};

const raiseOne = (own: Partial<NewAlert> = {}) =>
  transact("test", (tx) => raiseAlert(tx, { ...ALERT, labels: { of: unique("a") }, ...own }));

const endpoint = (url: string, own: object = {}) =>
  webhooks.createWebhook(ADMIN, { name: unique("w"), url, types: [], projectId: null, ...own });

const typeOf = ({ body }: Received) => JSON.parse(body).type as string;

describe("an endpoint with a route", () => {
  it("gets the alerts that are sent there, signed, and nothing else that happens", async () => {
    const receiver = await aReceiver();
    const other = await aReceiver();
    await run();
    const { webhook, secret } = await endpoint(receiver.url, { route: "critical" });
    const { webhook: elsewhere } = await endpoint(other.url, { route: "costs" });
    await raiseOne({ routes: [] });
    await raiseOne({ routes: ["costs"] });
    await publishOne("ticket.updated");
    const { id } = await raiseOne();
    await acknowledgeAlert(ADMIN, id, {});
    await endedOf(webhook.id, 2);
    await endedOf(elsewhere.id, 1);
    expect(receiver.received.map(typeOf).sort()).toEqual(["alert.acknowledged", "alert.raised"]);
    for (const { headers, body } of receiver.received) {
      const { data } = new Verifier(secret).verify(body, headers) as {
        data: { entity: string; payload: object };
      };
      expect(data.entity).toBe(id);
      expect(data.payload).toMatchObject({ rule: "task_stuck", severity: "critical", entity: null });
    }
  });

  it("is told of a group once, and of whoever is escalated", async () => {
    const receiver = await aReceiver();
    await run();
    const { webhook } = await endpoint(receiver.url, { route: "critical" });
    const grouped = (of: string) =>
      transact("test", (tx) =>
        raise(tx, { ...ALERT, labels: { of } }, { isByRule: false, groupKey: "task_stuck g" }),
      );
    await grouped("a");
    const { id } = await grouped("b");
    await escalateAlert(ADMIN, id, { reason: "r" });
    await endedOf(webhook.id, 2);
    expect(receiver.received.map(typeOf).sort()).toEqual(["alert.escalated", "alert.raised"]);
  });

  it("narrows further by its types and its project", async () => {
    const receiver = await aReceiver();
    const project = await aProject();
    await run();
    const { webhook } = await endpoint(receiver.url, {
      route: "critical",
      types: ["alert.raised"],
      projectId: project.id,
    });
    await raiseOne();
    const { id } = await raiseOne({ projectId: project.id });
    await acknowledgeAlert(ADMIN, id, {});
    await endedOf(webhook.id, 1);
    expect(receiver.received.map(typeOf)).toEqual(["alert.raised"]);
  });
});

describe("an endpoint for Slack", () => {
  it("gets a message that Slack shows, in which what an agent wrote calls nobody and forges no link", async () => {
    const receiver = await aReceiver();
    await run();
    const { webhook, secret } = await endpoint(receiver.url, { format: "slack", route: "critical" });
    expect(webhook).toMatchObject({ format: "slack", route: "critical" });
    await raiseOne();
    await endedOf(webhook.id, 1);
    const [{ body } = { body: "" }] = receiver.received;
    const message = JSON.parse(body);
    const title = "A critical task is stuck: &lt;!channel&gt; &amp; &lt;https://evil.example|click&gt;";
    expect(Object.keys(message)).toEqual(["text", "blocks"]);
    expect(message.text).toBe(`Alert raised (critical): ${title}`);
    expect(message.blocks[0]).toEqual({
      type: "section",
      text: { type: "mrkdwn", text: `*Alert raised (critical)*\n${title}` },
    });
    expect(message.blocks[1].elements[0].text).toMatch(/^task_stuck · by Monitor · .*\(UTC\)$/);
    expect(body).not.toContain(secret);
    expect(body).not.toContain("<!channel>");
  });

  it("is led to the alert's page where the control room knows its address", async () => {
    const receiver = await aReceiver();
    const settings = env();
    await run();
    const { webhook } = await endpoint(receiver.url, { format: "slack", types: ["alert.*"] });
    settings.PUBLIC_URL = "https://omoi.example/";
    try {
      const { id } = await raiseOne({ title: "Stuck" });
      await endedOf(webhook.id, 1);
      const [{ body } = { body: "{}" }] = receiver.received;
      expect(JSON.parse(body).blocks[0].text.text).toContain(`\n<https://omoi.example/alerts/${id}|Stuck>`);
    } finally {
      delete settings.PUBLIC_URL;
    }
  });

  it("gets its test message in the same form, and other events too when it has no route", async () => {
    const receiver = await aReceiver();
    await run();
    const { webhook } = await endpoint(receiver.url, { format: "slack", types: ["ticket.*"] });
    await webhooks.sendTest(ADMIN, webhook.id);
    await publishOne("ticket.updated");
    await endedOf(webhook.id, 2);
    const texts = receiver.received.map(({ body }) => JSON.parse(body).text as string);
    expect(texts.find((text) => text.startsWith("Webhook test:"))).toContain(webhook.name);
    expect(texts.find((text) => text.startsWith("Ticket updated:"))).toBeDefined();
  });

  it("is changed back to the event itself, and its route away, by whoever may manage webhooks", async () => {
    const receiver = await aReceiver();
    await run();
    const { webhook } = await endpoint(receiver.url, {
      format: "slack",
      route: "critical",
      types: ["alert.*"],
    });
    const changed = await webhooks.updateWebhook(ADMIN, webhook.id, { format: "standard", route: null });
    expect(changed).toMatchObject({ format: "standard", route: null });
    await raiseOne({ routes: [] });
    await endedOf(webhook.id, 1);
    expect(receiver.received.map(typeOf)).toEqual(["alert.raised"]);
  });
});
