// A name that one side writes and the other does not have: both say so, and neither is refused.
import { beforeAll, describe, expect, it } from "vitest";
import { GET as rulesRoute } from "@/app/api/v1/monitoring/rules/route";
import { POST as createRoute } from "@/app/api/v1/webhooks/route";
import { routesOf } from "@/lib/monitoring/rules/parse";
import type { AlertRules } from "@/lib/monitoring/schema";
import type { Webhook, WebhookWithSecret } from "@/lib/platform/webhooks/schema";
import * as webhooks from "@/lib/platform/webhooks/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aPerson, unique } from "../support/makers";
import { shippedRules } from "./support/shipped";

beforeAll(() => webhooks.provideRoutes(() => routesOf(shippedRules())));

const admin = await aPerson("admin");
const create = async (route: string | null) => {
  const body = { name: unique("w"), url: "https://example.com/hook", route };
  const { json } = await call<WebhookWithSecret>(createRoute, { method: "POST", person: admin, body });
  return json.webhook;
};
const warningNow = async ({ id }: Webhook) => (await webhooks.getWebhook(ADMIN, id)).warning;

describe("a webhook", () => {
  it("whose route no rule names is made, with a warning that says which names there are", async () => {
    const webhook = await create("criticall");
    expect(webhook.warning).toBe(
      "No alert rule sends to the route criticall, so nothing will come over it. Rules send to: anomalies, costs, critical, queue, tasks.",
    );
    expect(await warningNow(webhook)).toBe(webhook.warning);
    const mended = await webhooks.updateWebhook(ADMIN, webhook.id, { route: "critical" });
    expect(mended.warning).toBeNull();
  });

  it("of a known route, and one without any, is in order", async () => {
    expect((await create("queue")).warning).toBeNull();
    expect((await create(null)).warning).toBeNull();
  });

  it("is warned of when the rules change, and no more when they name it", async () => {
    const webhook = await create("night-shift");
    webhooks.provideRoutes(() => ["night-shift"]);
    expect(await warningNow(webhook)).toBeNull();
    webhooks.provideRoutes(() => []);
    expect(await warningNow(webhook)).toContain("No rule has a route.");
    webhooks.provideRoutes(() => routesOf(shippedRules()));
  });
});

describe("a rule", () => {
  const unheard = async (name: string) => {
    const { json } = await call<AlertRules>(rulesRoute, { method: "GET", person: admin });
    return json.items.find((rule) => rule.name === name)?.unheardRoutes;
  };

  it("says which of its routes no webhook has, until one that is enabled has it", async () => {
    expect(await unheard("spend_rate_high")).toEqual(["costs"]);
    const { id } = await create("costs");
    expect(await unheard("spend_rate_high")).toEqual([]);
    await webhooks.updateWebhook(ADMIN, id, { enabled: false });
    expect(await unheard("spend_rate_high")).toEqual(["costs"]);
    expect(await unheard("queue_overflow")).toEqual([]);
  });
});
