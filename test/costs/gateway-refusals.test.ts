import { request } from "node:http";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import pino from "pino";
import { describe, expect, it, vi } from "vitest";
import * as costs from "@/lib/costs/service";
import { revokeKey } from "@/lib/platform/auth/service";
import "../support/embedded";
import { ADMIN, aKey, anAgent, aPerson, aProject, aTask } from "../support/makers";
import { change, rows } from "../support/sql";
import * as answers from "./support/answers";
import { aBudget, getBudget } from "./support/costs";
import { aCaller, aGateway, send, untilRecorded } from "./support/gateway";

const gateway = await aGateway();
const logged: string[] = [];
Object.assign(globalThis, {
  omoiLog: pino({ level: "debug" }, { write: (line: string) => logged.push(line) }),
});

const asked = { model: "gpt-4o-mini", messages: [{ role: "user" as const, content: "Hi" }] };
const body = JSON.stringify(asked);
const chat = (headers: Record<string, string>) =>
  send(`${gateway.openai}/chat/completions`, { headers, body });
const message = (headers: Record<string, string>) =>
  send(`${gateway.anthropic}/v1/messages`, { headers, body });
const told = ({ status, body: text }: Awaited<ReturnType<typeof send>>) => ({
  status,
  ...JSON.parse(text.toString()),
});

/** Nothing was sent to the provider meanwhile. */
async function sendsNothing<T>(work: () => Promise<T>): Promise<T> {
  const before = gateway.got.length;
  const result = await work();
  expect(gateway.got).toHaveLength(before);
  return result;
}

describe("who may call", () => {
  it("without an OmoiOS key: 401 in the shape of each provider", () =>
    sendsNothing(async () => {
      expect(told(await chat({ authorization: "Bearer sk-mine" }))).toMatchObject({
        status: 401,
        error: {
          type: "invalid_request_error",
          code: "invalid_api_key",
          message: expect.stringContaining("omoi_"),
          param: null,
        },
      });
      expect(told(await message({ "x-api-key": "sk-ant-mine" }))).toMatchObject({
        status: 401,
        type: "error",
        error: { type: "authentication_error" },
      });
      const openai = new OpenAI({ baseURL: gateway.openai, apiKey: "sk-mine" });
      await expect(openai.models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
      const anthropic = new Anthropic({ baseURL: gateway.anthropic, apiKey: "omoi_wrong" });
      await expect(anthropic.models.list()).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
    }));

  it("a session of a person is no key", () =>
    sendsNothing(async () => {
      const { cookie } = await aPerson("admin");
      expect(await chat({ cookie, "sec-fetch-site": "same-origin" })).toMatchObject({ status: 401 });
    }));

  it("a key that may neither run tasks nor record costs: 403; either scope will do", async () => {
    gateway.plays(answers.json(answers.CHAT));
    expect(told(await chat((await aCaller(["work:read"])).headers))).toMatchObject({
      status: 403,
      error: { code: "forbidden" },
    });
    expect(await chat((await aCaller(["costs:write"])).headers)).toMatchObject({ status: 200 });
  });

  it("a revoked key opens nothing any more, at once", async () => {
    const { key, headers } = await aCaller();
    gateway.plays(answers.json(answers.CHAT));
    expect(await chat(headers)).toMatchObject({ status: 200 });
    await revokeKey(ADMIN, key.id);
    await sendsNothing(async () => expect(await chat(headers)).toMatchObject({ status: 401 }));
  });

  it("many calls of one key are not refused; many guesses from one address are", async () => {
    const { headers } = await aCaller();
    const address = { "x-forwarded-for": "203.0.113.9" };
    gateway.plays(answers.json(answers.CHAT));
    const calls = await Promise.all(Array.from({ length: 40 }, () => chat({ ...headers, ...address })));
    expect(new Set(calls.map(({ status }) => status))).toEqual(new Set([200]));
    const guesses = await Promise.all(
      Array.from({ length: 40 }, (_, n) => chat({ "x-omoi-key": `omoi_${n}`, ...address })),
    );
    expect(new Set(guesses.map(({ status }) => status))).toEqual(new Set([401, 429]));
    expect(told(guesses.find(({ status }) => status === 429) as never)).toMatchObject({
      error: { type: "rate_limit_error" },
    });
    expect(await chat({ ...headers, ...address })).toMatchObject({ status: 200 });
  });

  it("the server's own key is used only where it has one and the caller none", async () => {
    const { headers } = await aCaller();
    gateway.plays(answers.json(answers.MESSAGE));
    await message({ ...headers, authorization: "Bearer oauth-token" });
    expect(gateway.last().headers).toMatchObject({ authorization: "Bearer oauth-token" });
    expect(gateway.last().headers).not.toHaveProperty("x-api-key");
    await message(headers);
    expect(gateway.last().headers).toMatchObject({ "x-api-key": "sk-server-anthropic" });
  });
});

describe("what it is for", () => {
  it("a task, agent or phase that is not there or not the key's: refused before anything is sent", () =>
    sendsNothing(async () => {
      const { headers } = await aCaller();
      const foreign = await aTask();
      const other = await anAgent({ project: await aProject() });
      const wrong: [Record<string, string>, number, string][] = [
        [{ "x-omoi-task": "task_01h455vb4pex5vsknk084sn02q" }, 404, "x-omoi-task: There is no such task."],
        [{ "x-omoi-task": "nonsense" }, 404, "x-omoi-task: There is no such task."],
        [{ "x-omoi-task": foreign.id }, 404, "x-omoi-task: There is no such task."],
        [{ "x-omoi-agent": other.agent.id }, 404, "x-omoi-agent: There is no such agent."],
        [{ "x-omoi-phase": "SLEEPING" }, 400, "x-omoi-phase: There is no such phase."],
      ];
      for (const [own, status, text] of wrong) {
        const refusal = told(await chat({ ...headers, ...own }));
        expect(refusal).toMatchObject({ status, error: { message: expect.stringContaining(text) } });
        expect(
          await send(`${gateway.openai}/models`, { method: "GET", headers: { ...headers, ...own } }),
        ).toMatchObject({ status });
      }
    }));

  it("a key of all projects must say which one; where nothing is metered it need not", async () => {
    const key = await aKey({ scopes: ["work:run"] });
    const project = await aProject();
    const headers = { "x-omoi-key": key.secret };
    await sendsNothing(async () => expect(told(await chat(headers))).toMatchObject({ status: 400 }));
    gateway.plays(answers.json(answers.CHAT));
    expect(await chat({ ...headers, "x-omoi-project": project.id })).toMatchObject({ status: 200 });
    await untilRecorded(project.id);
    expect(await send(`${gateway.openai}/models`, { method: "GET", headers })).toMatchObject({ status: 200 });
  });
});

describe("where it leads", () => {
  it.each([
    "/api/gateway/openai/v1/../../admin",
    "/api/gateway/openai/v1/%2e%2e/%2E./admin",
    "/api/gateway/openai/v1/..%2f..%2fadmin",
    "/api/gateway/openai/v1/..%5cadmin",
    "/api/gateway/openai/v1/a%2f%2e%2e%2fb",
    "/api/gateway/openai/v1/%zz",
    "/api/gateway/openai/v1",
    "/api/gateway/openai/v2/models",
    "/api/gateway/openaix/v1/models",
    "/api/gateway/anthropic/admin",
    "/api/gateway/other/v1/models",
    "/api/gateway/",
  ])("%s leads nowhere", (path) =>
    sendsNothing(async () => expect(await rawGet(path, (await aCaller()).headers)).toBe(404)),
  );

  it("a path that looks like another host stays on the upstream, and what is not the gateway's is not touched", async () => {
    const { headers } = await aCaller();
    gateway.plays(answers.json({}));
    expect(await rawGet("/api/gateway/openai/v1//evil.example/x", headers)).toBe(200);
    expect(gateway.last()).toMatchObject({ url: "/v1//evil.example/x" });
    await sendsNothing(async () => expect(await rawGet("/api/v1/tasks", headers)).toBe(418));
  });

  it("an OmoiOS key in an address is refused, and a call over 64 MB", () =>
    sendsNothing(async () => {
      const { key, headers } = await aCaller();
      expect(await rawGet(`/api/gateway/openai/v1/models?key=${key.secret}`, headers)).toBe(400);
      const large = { ...headers, "content-length": "64000001", expect: "100-continue" };
      expect(await rawGet("/api/gateway/openai/v1/chat/completions", large, "POST")).toBe(413);
    }));
});

describe("budgets", () => {
  it("a call that a budget cannot carry is refused with 402, in the official clients' own errors, and is not repeated", () =>
    sendsNothing(async () => {
      const { project, headers, key } = await aCaller();
      const budget = await aBudget({ scope: { kind: "project", projectId: project.id }, limit: "0.0001" });
      const client = { apiKey: key.secret, maxRetries: 3 };
      const seen: unknown[] = [];
      const fetch: typeof globalThis.fetch = (...args) => {
        seen.push(args);
        return globalThis.fetch(...args);
      };
      const openai = new OpenAI({ baseURL: gateway.openai, fetch, ...client });
      const refused = await openai.chat.completions.create(asked).catch((error: unknown) => error);
      expect(refused).toMatchObject({ status: 402, code: "budget_exceeded", type: "insufficient_quota" });
      const anthropic = new Anthropic({ baseURL: gateway.anthropic, fetch, ...client });
      const call = { ...asked, model: "claude-haiku-4-5", max_tokens: 1000 };
      await expect(anthropic.messages.create(call)).rejects.toMatchObject({
        status: 402,
        error: { type: "error", error: { type: "billing_error" } },
      });
      expect(seen).toHaveLength(2);
      const { error } = told(await chat(headers));
      expect(error.message).toContain(budget.id);
      expect(error.message).toMatch(/limit.*spent.*reserved.*raise the budget/);
    }));

  it("fifty at once spend no more than there is; what a call leaves is free for the next", async () => {
    const { project, headers } = await aCaller();
    // Each is expected to cost at most 1,000 tokens of output; a call really costs 24 millionths.
    const limited = JSON.stringify({ ...asked, max_tokens: 1000 });
    const scope = { kind: "project" as const, projectId: project.id };
    const budget = await aBudget({ scope, limit: "0.0031" });
    gateway.plays((response) => setTimeout(() => answers.json(answers.CHAT)(response), 150));
    const call = () => send(`${gateway.openai}/chat/completions`, { headers, body: limited });
    const first = await Promise.all(Array.from({ length: 50 }, call));
    expect(first.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(first.filter(({ status }) => status === 402)).toHaveLength(45);
    await untilRecorded(project.id, 5);
    expect((await getBudget(budget.id)).current.spent).toBe("0.00012");
    expect(await call()).toMatchObject({ status: 200 });
  });

  it.each([
    ["refuses it", answers.json({ error: {} }, {}, 400)],
    ["cannot be reached", (response: { destroy: () => void }) => response.destroy()],
  ])("what was reserved for a call is given back when the provider %s", async (_, play) => {
    const { project, headers } = await aCaller();
    await aBudget({ scope: { kind: "project", projectId: project.id }, limit: "5" });
    gateway.plays(play as never);
    await chat(headers);
    await gateway.settled();
    const reservations =
      await rows`SELECT ended_at IS NOT NULL AS ended, end_reason FROM cost_reservations WHERE project_id = ${project.id}`;
    expect(reservations).toEqual([{ ended: true, end_reason: "released" }]);
  });

  it("a budget that only tells refuses nothing, and one that is made later counts from the next call on", async () => {
    const { project, headers } = await aCaller();
    const scope = { kind: "project" as const, projectId: project.id };
    gateway.plays(answers.json(answers.CHAT));
    await aBudget({ scope, limit: "0.00001", onExceed: "notify" });
    expect(await chat(headers)).toMatchObject({ status: 200 });
    const { id } = await aBudget({ scope, limit: "0.00001" });
    expect(await chat(headers)).toMatchObject({ status: 402 });
    await costs.deleteBudget(ADMIN, id);
    expect(await chat(headers)).toMatchObject({ status: 200 });
  });
});

it("no key and no word of a call is logged, whatever fails", async () => {
  const { headers, key } = await aCaller();
  const secrets = [key.secret, "sk-provider-secret", "sk-server-openai", "whispered"];
  const own = { ...headers, authorization: "Bearer sk-provider-secret" };
  const secretBody = JSON.stringify({ ...asked, messages: [{ role: "user", content: "whispered" }] });
  logged.length = 0;
  const plays = [
    answers.json({ ...answers.CHAT, choices: [{ message: { content: "whispered" } }] }),
    answers.json({ error: { message: "Incorrect API key sk-provider-secret" } }, {}, 401),
    (response: { destroy: () => void }) => response.destroy(),
    (response: { end: (text: string) => void }) => response.end("whispered garbage"),
  ];
  for (const play of plays) {
    gateway.plays(play as never);
    await send(`${gateway.openai}/chat/completions`, { headers: own, body: secretBody });
    await send(`${gateway.openai}/chat/completions`, { headers, body: secretBody });
  }
  await gateway.settled();
  await change`ALTER TABLE cost_keys RENAME TO cost_keys_gone`;
  await send(`${gateway.openai}/chat/completions`, { headers: own, body: secretBody });
  await vi.waitFor(() => expect(logged.join("")).toContain("a metered call is not recorded"), {
    timeout: 30_000,
  });
  await change`ALTER TABLE cost_keys_gone RENAME TO cost_keys`;
  const all = logged.join("\n");
  expect(all).toContain("gateway call metered");
  for (const secret of secrets) expect(all).not.toContain(secret);
  expect(all).toContain(key.id);
});

/** The path goes out as it is: URL would have tidied it. */
function rawGet(path: string, headers: Record<string, string>, method = "GET"): Promise<number> {
  const { hostname, port } = new URL(gateway.url);
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, path, method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
      if (method === "POST") outgoing.destroy();
    });
    outgoing.on("error", reject);
    if (method === "GET") outgoing.end();
    else outgoing.flushHeaders();
  });
}
