import { once } from "node:events";
import { createServer, request } from "node:http";
import { createSecureServer } from "node:http2";
import { type AddressInfo, connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it, vi } from "vitest";
import { readCall } from "@/lib/costs/gateway/call";
import { forward } from "@/lib/costs/gateway/forward";
import { findFields } from "@/lib/costs/gateway/json-fields";
import { authenticateKey } from "@/lib/platform/auth/authenticate";
import { revokeKey } from "@/lib/platform/auth/service";
import "../support/embedded";
import { cpuMsOf } from "../support/cpu";
import { ADMIN } from "../support/makers";
import * as answers from "./support/answers";
import { aCaller, aGateway, send, untilRecorded } from "./support/gateway";
import { LOCALHOST } from "./support/localhost";

vi.mock("@/lib/platform/auth/authenticate", { spy: true });
const gateway = await aGateway();
const asked = JSON.stringify({ model: "gpt-4o-mini", messages: [{ role: "user", content: "Hi" }] });

it("an upstream that speaks HTTP/2 too is asked in HTTP/1.1, whose headers are the ones that pass", async () => {
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  const upstream = createSecureServer({ ...LOCALHOST, allowHTTP1: true }, (request, response) => {
    response.setHeader("X-Version", request.httpVersion);
    response.end("{}");
  });
  const relay = createServer((request, response) => {
    const origin = `https://localhost:${(upstream.address() as AddressInfo).port}`;
    const target = { provider: "openai" as const, origin, path: "/", endpoint: null };
    void forward({ target, method: "GET", headers: [], body: null, dropsUsage: false }, request, response);
  });
  for (const server of [upstream, relay]) {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    afterAll(() => void server.close());
  }
  const answer = await send(`http://127.0.0.1:${(relay.address() as AddressInfo).port}/`, { method: "GET" });
  expect(answer).toMatchObject({ status: 200, headers: expect.arrayContaining(["X-Version", "1.1"]) });
  relay.closeAllConnections();
});

describe("uploads", () => {
  it("an upstream that breaks off in the middle of one: 502, not silence", async () => {
    const { headers } = await aCaller();
    const before = gateway.got.length;
    gateway.breaksOff(true);
    const form = { ...headers, "content-type": "multipart/form-data; boundary=x" };
    const options = { method: "POST", headers: form };
    const status = await new Promise((resolve, reject) => {
      const outgoing = request(`${gateway.openai}/files`, options, async (response) => {
        response.resume();
        if (!outgoing.writableFinished) await once(outgoing, "finish");
        resolve(response.statusCode);
      });
      outgoing.on("error", reject).end(Buffer.alloc(20_000_000));
    });
    gateway.breaksOff(false);
    expect(status).toBe(502);
    expect(gateway.got).toHaveLength(before);
  });

  it("a caller that is gone while its key is looked up leaves nothing open", async () => {
    const { headers } = await aCaller();
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const real = (
      await vi.importActual<typeof import("@/lib/platform/auth/authenticate")>(
        "@/lib/platform/auth/authenticate",
      )
    ).authenticateKey;
    const seen = vi.fn();
    vi.mocked(authenticateKey).mockImplementationOnce(async (authorization) => {
      seen();
      await held;
      return real(authorization);
    });
    gateway.plays((response) => response.end(Buffer.alloc(3_000_000)));
    const before = gateway.got.length;
    const { port } = new URL(gateway.url);
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(
      `GET /api/gateway/openai/v1/models HTTP/1.1\r\nhost: x\r\nx-omoi-key: ${headers["x-omoi-key"]}\r\n\r\n`,
    );
    await expect.poll(() => seen.mock.calls.length).toBeGreaterThan(0);
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    goOn();
    await gateway.settled();
    expect(gateway.got).toHaveLength(before);
  });
});

it("a call that turns out too large is read to its end, and refused", async () => {
  const { headers } = await aCaller();
  const own = { ...headers, "transfer-encoding": "chunked" };
  const outgoing = request(`${gateway.openai}/responses`, { method: "POST", headers: own });
  const signal = AbortSignal.timeout(3000);
  const answered = once(outgoing, "response", { signal });
  const sent = once(outgoing, "finish", { signal });
  outgoing.end(Buffer.alloc(80_000_000));
  const [response] = await answered;
  expect(response.resume().statusCode).toBe(413);
  await sent;
});

it("an upload to an upstream that cannot be reached is read to its end, and answered", async () => {
  const relay = createServer((request, response) => {
    const target = { provider: "openai" as const, origin: "http://127.0.0.1:1", path: "/", endpoint: null };
    const sending = { target, method: "POST", headers: [], body: request, dropsUsage: false };
    void forward(sending, request, response).then(({ end }) => response.end(end));
  });
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  afterAll(() => void relay.close());
  const { port } = relay.address() as AddressInfo;
  const outgoing = request({ port, method: "POST" }, (response) => response.resume());
  outgoing.end(Buffer.alloc(20_000_000));
  await once(outgoing, "finish", { signal: AbortSignal.timeout(2000) });
  relay.closeAllConnections();
});

it("a key that is revoked while it is looked up is not remembered", async () => {
  const { key, headers } = await aCaller();
  const real = (
    await vi.importActual<typeof import("@/lib/platform/auth/authenticate")>(
      "@/lib/platform/auth/authenticate",
    )
  ).authenticateKey;
  vi.mocked(authenticateKey).mockImplementationOnce(async (authorization) => {
    const actor = await real(authorization);
    await revokeKey(ADMIN, key.id);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return actor;
  });
  gateway.plays(answers.json(answers.CHAT));
  const get = () => send(`${gateway.openai}/models`, { method: "GET", headers });
  await get();
  expect(await get()).toMatchObject({ status: 401 });
});

it.each([
  "/chat/%63ompletions",
  "/chat//completions",
  "//chat/completions",
  "/chat/completions//",
  "/chat%2Fcompletions",
])("%s is metered too: no spelling of a path passes by the budgets", async (path) => {
  const { project, headers } = await aCaller();
  gateway.plays(answers.json(answers.CHAT));
  expect(await send(gateway.openai + path, { headers, body: asked })).toMatchObject({ status: 200 });
  expect(gateway.last().url).toBe(`/v1${path}`);
  await untilRecorded(project.id);
});

it.each([["gzip"], ["identity"]])(
  "an event nested without end passes as it is (%s), and harms nobody",
  async (encoding) => {
    const { project, headers } = await aCaller();
    const deep = `data: {"choices":${"[".repeat(200_000)}${"]".repeat(200_000)}}\n\n${answers.openAiEvents(answers.CHAT_CHUNKS)}`;
    const bytes = encoding === "gzip" ? gzipSync(deep) : Buffer.from(deep);
    gateway.plays(async (response) => {
      response.writeHead(200, { "content-type": "text/event-stream", "content-encoding": encoding });
      for (let at = 0; at < bytes.length; at += 50_000) {
        response.write(bytes.subarray(at, at + 50_000));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      response.end();
    });
    const body = JSON.stringify({ ...JSON.parse(asked), stream: true });
    const answer = await send(`${gateway.openai}/chat/completions`, { headers, body });
    expect(answer.body.equals(bytes)).toBe(true);
    await untilRecorded(project.id);
  },
);

it("a name that no database keeps does not lose the call", async () => {
  const { project, headers } = await aCaller();
  gateway.plays(answers.json({ ...answers.CHAT, model: undefined, id: `${answers.CHAT.id}\u0000` }));
  await send(`${gateway.openai}/chat/completions`, { headers, body: asked.replace("4o", "4o\\u0000") });
  const [row] = await untilRecorded(project.id);
  expect(row).toMatchObject({ raw_model: "gpt-4o-mini", external_id: answers.CHAT.id });
});

describe("what a body costs to read", () => {
  it("many strings without any backslash do not hold up the others", async () => {
    const json = Buffer.from(`{"input":[${'"a",'.repeat(500_000)}"a"],"model":"m"}`);
    const reading = () => expect(findFields(json, new Set(["model"]))?.fields.size).toBe(1);
    expect(await cpuMsOf(reading)).toBeLessThan(1000);
  });

  it("text in a script without spaces counts as words, not as an image", () => {
    const call = (content: string) =>
      readCall("chat", Buffer.from(JSON.stringify({ messages: [{ content }] }))).inputEstimate;
    expect(call("設計書を読んで実装する".repeat(10_000))).toBeGreaterThan(50_000);
    expect(call(`data:image/png;base64,${"iVBORw0KGgo".repeat(10_000)}`)).toBeLessThan(4000);
  });

  it("a limit that is no whole number is none", () => {
    expect(readCall("chat", Buffer.from('{"max_tokens":1.5}')).outputMax).toBeNull();
    expect(readCall("chat", Buffer.from('{"max_tokens":15}')).outputMax).toBe(15);
  });
});
