import { describe, expect, it } from "vitest";
import { POST as rotateRoute } from "@/app/api/v1/webhooks/[id]/rotate/route";
import { DELETE as deleteRoute, PATCH as patchRoute } from "@/app/api/v1/webhooks/[id]/route";
import { POST as createRoute, GET as listRoute } from "@/app/api/v1/webhooks/route";
import type { Webhook, WebhookWithSecret } from "@/lib/platform/webhooks/schema";
import "../support/embedded";
import { call } from "../support/call";
import { aPerson } from "../support/makers";
import { auditOf, rows } from "../support/sql";
import { create } from "./support/webhooks";

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
