// Whoever tries what they have no right to is in the trail, whatever route or form it was, and no secret with them.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { POST as tracesRoute } from "@/app/api/otlp/v1/traces/route";
import { POST as reinstateRoute } from "@/app/api/v1/agents/[id]/reinstate/route";
import { POST as revokeRoute } from "@/app/api/v1/keys/[id]/revoke/route";
import { POST as keysRoute } from "@/app/api/v1/keys/route";
import { routes } from "@/app/api/v1/routes";
import { POST as cancelRoute } from "@/app/api/v1/tasks/[id]/cancel/route";
import { POST as claimRoute } from "@/app/api/v1/tasks/claim/route";
import { GET as tasksRoute } from "@/app/api/v1/tasks/route";
import { tellRefusals } from "@/lib/platform/audit/refusals";
import { KEY_SCOPES } from "@/lib/platform/auth/access";
import * as access from "@/lib/platform/auth/actions";
import { listOperations, type RouteModule } from "@/lib/platform/http/openapi";
import * as webhooks from "@/lib/platform/webhooks/actions";
import * as work from "@/lib/work/actions";
import "../support/embedded";
import { done } from "../guardian/support/acts";
import { expectChained } from "../guardian/support/whole";
import { call, toRequest } from "../support/call";
import { aKey, anAgent, aPerson, aProject, aTask, type TestPerson } from "../support/makers";
import { change, rows } from "../support/sql";
import { ABSENT, REQUESTS } from "./support/operation-requests";

const cookie = vi.hoisted(() => ({ sent: "" }));
vi.mock("next/headers", () => ({ headers: async () => new Headers({ cookie: cookie.sent }) }));
vi.mock("next/cache", () => ({ revalidatePath: () => {} }));

const SINGLY = 3;
const SECRET = "correct-horse-battery";

interface Told {
  act: string;
  entity: string;
  reason: string;
  detail: Record<string, unknown>;
}
async function toldOf({ id }: { id: string }): Promise<Told[]> {
  const found = await rows<Omit<Told, "detail"> & { detail: string }>`
    SELECT act, entity, reason, detail FROM audit_entries WHERE actor = ${id} AND act LIKE '%.refused' ORDER BY seq`;
  return found.map((row) => ({ ...row, detail: JSON.parse(row.detail) }));
}

beforeEach(() => change`DELETE FROM audit_refusals`);

const changing = listOperations(routes).filter(({ method }) => method !== "GET");

describe("every operation that changes something", () => {
  it.each(changing.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
    "%s is on the record when the right to it is missing, without what was sent where no route says so",
    async (name, { method, path, spec }) => {
      const scope = KEY_SCOPES.find((one) => ![spec.scope].flat().includes(one)) ?? "audit:read";
      const key = await aKey({ scopes: [scope] });
      const handler = (routes[path] as RouteModule)[method];
      const asked = REQUESTS[name]?.(ABSENT);
      if (!handler || !asked) throw new Error(`No request is written down for ${name}.`);
      const body = { password: SECRET, prompt: SECRET, result: SECRET };
      expect((await call(handler, { method, ...asked, body, key })).status).toBe(403);
      const told = await toldOf(key);
      expect(told).toHaveLength(1);
      expect(told[0]?.detail).toMatchObject({ code: "forbidden", authority: 1 });
      if (spec.governs) return expect(told[0]?.act).toBe(`${spec.governs}.refused`);
      expect(told[0]?.act).toBe("access.request.refused");
      const needs = { neededScope: [spec.scope].flat().join(" "), scopes: [scope] };
      expect(told[0]?.detail).toMatchObject({ path: "/api/v1/test", ...needs });
      expect(JSON.stringify(told)).not.toContain(SECRET);
    },
  );
});

describe("what was refused", () => {
  it("names the key that was asked for: its name, level and scopes", async () => {
    const key = await aKey({ scopes: ["work:run"] });
    const asked = { name: "root", level: "GUARDIAN", scopes: ["guardian:act"] };
    await call(keysRoute, { method: "POST", path: "/api/v1/keys", key, body: asked });
    expect(await toldOf(key)).toMatchObject([
      {
        entity: "/api/v1/keys",
        reason: "This needs the scope access:manage.",
        detail: { operation: "POST /keys", label: "Key “root” with GUARDIAN authority", asked },
      },
    ]);
    await expectChained();
  });

  it("is about the record that the path names, and never holds a key that somebody put there", async () => {
    const key = await aKey({ scopes: ["work:run"] });
    const { id } = await aTask();
    await call(cancelRoute, { method: "POST", path: `/api/v1/tasks/${id}/cancel`, params: { id }, key });
    const secret = `omoi_${SECRET}`;
    const params = { id: secret };
    await call(revokeRoute, { method: "POST", path: `/api/v1/keys/${secret}/revoke`, params, key });
    const told = await toldOf(key);
    expect(told.map(({ entity, detail }) => [entity, detail.operation])).toEqual([
      [id, "POST /tasks/{id}/cancel"],
      ["omoi_…", "POST /keys/{id}/revoke"],
    ]);
    expect(JSON.stringify([told, await rows`SELECT * FROM audit_refusals`])).not.toContain(SECRET);
  });

  it("names the authority where a scope was not what was missing", async () => {
    const by = await aPerson("lead");
    const key = await aKey({ scopes: ["work:act"] });
    const { agent } = await anAgent({ project: await aProject() });
    await done("quarantine_agent", { agentId: agent.id }, { person: by });
    const path = `/api/v1/agents/${agent.id}/reinstate`;
    const params = { id: agent.id };
    expect((await call(reinstateRoute, { method: "POST", path, params, key, body: {} })).status).toBe(403);
    expect((await toldOf(key))[0]?.detail).toMatchObject({ authority: 1, neededAuthority: "GUARDIAN" });
  });

  it("is no reading, nothing that is wrong or absent, and nobody's without a credential", async () => {
    const key = await aKey({ scopes: ["work:act"] });
    const auditor = await aKey({ scopes: ["audit:read"] });
    const before = await rows`SELECT 1 FROM audit_entries`;
    const params = { id: ABSENT.task };
    const body = { reason: "r" };
    expect((await call(tasksRoute, { key: auditor })).status).toBe(403);
    expect((await call(cancelRoute, { method: "POST", params, key, body })).status).toBe(404);
    expect((await call(cancelRoute, { method: "POST", params, key, body: { no: 1 } })).status).toBe(400);
    expect((await call(cancelRoute, { method: "POST", params, body })).status).toBe(401);
    expect(await rows`SELECT 1 FROM audit_entries`).toHaveLength(before.length);
    expect(await rows`SELECT 1 FROM audit_refusals`).toEqual([]);
  });

  it("of telemetry is there as well", async () => {
    const key = await aKey({ scopes: ["audit:read"] });
    const headers = { "content-type": "application/json" };
    const path = "/api/otlp/v1/traces";
    const request = toRequest({ method: "POST", path, key, headers, body: { resourceSpans: [] } });
    expect((await tracesRoute(request)).status).toBe(403);
    expect(await toldOf(key)).toMatchObject([{ entity: path, detail: { operation: `POST ${path}` } }]);
  });
});

describe("a runner without the right that polls all night", () => {
  it("costs the counted row: three entries an hour and one with the number of all others, and hides nothing", async () => {
    const key = await aKey({ scopes: ["audit:read"] });
    const poll = () =>
      call(claimRoute, { method: "POST", path: "/api/v1/tasks/claim", key, body: { agentId: "a" } });
    for (let n = 0; n < 40; n += 1) expect((await poll()).status).toBe(403);
    await call(keysRoute, { method: "POST", path: "/api/v1/keys", key, body: {} });
    const counted = await rows<{ count: number; minutes: number }>`
      SELECT count, extract(minute FROM minute)::int AS minutes FROM audit_refusals WHERE actor = ${key.id}
      ORDER BY count DESC`;
    expect(counted.at(-1)).toEqual({ count: 1, minutes: 59 });
    // A night that begins at the end of an hour has a count for each.
    const hours = counted.length - 1;
    const claims = (await toldOf(key)).filter(({ entity }) => entity.endsWith("/claim"));
    expect(claims.length).toBeLessThanOrEqual(SINGLY * hours);
    expect((await toldOf(key)).at(-1)?.entity).toBe("/api/v1/keys");

    await change`UPDATE audit_refusals SET minute = minute - interval '2 hours'`;
    await tellRefusals();
    const told = await toldOf(key);
    const summaries = told.filter(({ detail }) => "count" in detail);
    expect(summaries[0]).toMatchObject({
      act: "access.request.refused",
      entity: key.id,
      detail: { operation: "POST /tasks/claim", codes: { forbidden: expect.any(Number) } },
    });
    expect(summaries[0]?.reason).toMatch(/^\d+ more of the same hour/);
    const number = told.reduce((sum, { detail }) => sum + Number(detail.count ?? 1), 0);
    expect(number).toBe(41);
    expect(await rows`SELECT 1 FROM audit_refusals`).toEqual([]);
  });

  it("is told once its hour is over, and not before", async () => {
    const key = await aKey({ scopes: ["audit:read"] });
    for (let n = 0; n < 10; n += 1) {
      await call(claimRoute, { method: "POST", path: "/api/v1/tasks/claim", key, body: {} });
    }
    await change`UPDATE audit_refusals SET minute = clock_timestamp() + interval '10 minutes'`;
    await tellRefusals();
    expect((await toldOf(key)).filter(({ detail }) => "count" in detail)).toEqual([]);
    expect(await rows`SELECT 1 FROM audit_refusals`).not.toEqual([]);
  });
});

type Action = (typeof FORMS)[number][0];
const FORMS = [
  [access.invite, { email: "x@example.com", role: "admin" }],
  [access.revokeInvitation, { id: "inv_7zzzzzzzzzzzzzzzzzzzzzzzzz" }],
  [access.changeMember, { id: "usr_7zzzzzzzzzzzzzzzzzzzzzzzzz", role: "admin" }],
  [
    access.createKey,
    { name: "root", level: "GUARDIAN", "guardian:act": "on", projectId: "", expiresInDays: "" },
  ],
  [access.revokeKey, { id: ABSENT.key }],
  [webhooks.createWebhook, { name: "w", url: `https://x.example/${SECRET}`, format: "standard" }],
  [webhooks.updateWebhook, { id: ABSENT.webhook, name: "w", url: "https://x.example/", format: "standard" }],
  [webhooks.setWebhookEnabled, { id: ABSENT.webhook, enabled: "false" }],
  [webhooks.testWebhook, { id: ABSENT.webhook }],
  [webhooks.rotateWebhook, { id: ABSENT.webhook }],
  [webhooks.deleteWebhook, { id: ABSENT.webhook }],
  [webhooks.replayDelivery, { id: ABSENT.delivery }],
  [work.createProject, { name: "p", slug: "p-1", repositoryUrl: "" }],
  [work.updateProject, { id: ABSENT.project, name: "p", repositoryUrl: "" }],
] as const;

describe("a form that a page would have hidden", () => {
  const send = async (person: TestPerson, action: Action, fields: Record<string, string>) => {
    cookie.sent = person.cookie;
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    return action({ status: "idle" }, form);
  };

  it.each(FORMS.map(([action, fields]) => [action.name, action, fields] as const))(
    "%s is on the record when somebody sends it who has no right to it",
    async (_, action, fields) => {
      const viewer = await aPerson("viewer");
      expect((await send(viewer, action, fields)).status).toBe("refused");
      const told = await toldOf(viewer);
      expect(told).toHaveLength(1);
      const { id = expect.stringMatching(/^\/settings\//) } = fields as { id?: string };
      expect(told[0]).toMatchObject({ act: "access.request.refused", entity: id });
      expect(told[0]?.detail.operation).toMatch(/^Form “/);
      expect(JSON.stringify(told)).not.toContain(SECRET);
    },
  );
});
