// What the OTLP endpoints refuse, and how they say so.
import { gzipSync } from "node:zlib";
import protobuf from "protobufjs";
import { describe, expect, it } from "vitest";
import { revokeKey } from "@/lib/platform/auth/service";
import "../support/embedded";
import { ADMIN, aKey, aProject, claimOne, unique } from "../support/makers";
import { apiRequest, attributes, logsOf, nanos, post, recordsOf, spansOf } from "./support/otlp";

const START = Date.now() - 60_000;
const JSON_TYPE = "application/json";
const PROTO = { "content-type": "application/x-protobuf" };
const aProjectKey = async () => {
  const project = await aProject();
  return { project, key: await aKey({ project }) };
};

/** The Status of a refusal in protobuf: a number, then a text. */
function readStatus(bytes: Uint8Array): { code: number; message: string } {
  const reader = protobuf.Reader.create(bytes);
  expect(reader.uint32()).toBe(8);
  const code = reader.int32();
  expect(reader.uint32()).toBe(18);
  return { code, message: reader.string() };
}

describe("a request as a whole", () => {
  it("needs a key that may record costs or run work, in either header", async () => {
    const { key } = await aProjectKey();
    const reader = await aKey({ scopes: ["work:read"] });
    const revoked = await aKey();
    await revokeKey(ADMIN, revoked.id);
    for (const without of [{}, { key: { secret: "omoi_guessed" } }, { key: revoked }]) {
      const { status, headers, json } = await post("logs", without);
      expect([status, json.code, headers.get("www-authenticate")]).toEqual([401, 16, "Bearer"]);
    }
    const { status, json } = await post("traces", { key: reader });
    expect([status, json]).toEqual([
      403,
      { code: 7, message: "This needs the scope costs:write or work:run." },
    ]);
    expect(await post("logs", { key: await aKey({ scopes: ["costs:write"] }) })).toMatchObject({
      status: 200,
      json: {},
    });
    expect((await post("metrics", { headers: { "x-omoi-key": key.secret } })).status).toBe(200);
    // An exporter's own credential may be in the other header.
    expect(
      (await post("metrics", { key: { secret: "sk-x" }, headers: { "x-omoi-key": key.secret } })).status,
    ).toBe(200);
  });

  it("is answered in its own encoding, a refusal too", async () => {
    const { key } = await aProjectKey();
    for (const body of [Buffer.from([0xff, 0xff, 0xff]), Buffer.from("{}"), Buffer.from([10, 200, 1])]) {
      const refused = await post("logs", { key, body, headers: PROTO });
      expect([refused.status, refused.headers.get("content-type")]).toEqual([400, "application/x-protobuf"]);
      expect(readStatus(refused.bytes)).toMatchObject({
        code: 3,
        message: expect.stringContaining("no protobuf of OTLP logs"),
      });
    }
    const empty = await post("logs", { key, body: new Uint8Array(), headers: PROTO });
    expect([empty.status, empty.bytes.length]).toEqual([200, 0]);
    const stranger = await post("metrics", { body: new Uint8Array(), headers: PROTO });
    expect([stranger.status, readStatus(stranger.bytes).code]).toEqual([401, 16]);
  });

  it("is refused with 400 when it is no OTLP in JSON, naming the place", async () => {
    const { key } = await aProjectKey();
    const ask = async (body: unknown) => {
      const { status, json, headers } = await post("logs", { key, body });
      expect(headers.get("content-type")).toBe(JSON_TYPE);
      return [status, json.message];
    };
    expect(await ask("")).toEqual([400, "The body is empty: send at least {}."]);
    expect(await ask("{")).toEqual([400, "The body is not valid JSON."]);
    expect(await ask("[".repeat(100_000))).toEqual([400, expect.stringContaining("nested")]);
    expect(await ask([])).toEqual([400, expect.stringContaining("The body is no OTLP logs")]);
    expect(await ask({ resourceLogs: {} })).toEqual([400, expect.stringContaining("resourceLogs: ")]);
    const odd = logsOf({}, [{ ...apiRequest(), attributes: [{ key: "a", value: { stringValue: 5 } }] }]);
    expect(await ask(odd)).toEqual([
      400,
      expect.stringContaining("logRecords/0/attributes/0/value/stringValue"),
    ]);
    // What is not known, and what is null, is passed over.
    expect(await ask({ resourceLogs: null, later: [1] })).toEqual([200, undefined]);
  });

  it("is refused with 415 in another type or packing, and says which there are", async () => {
    const { key } = await aProjectKey();
    const type = await post("logs", { key, headers: { "content-type": "text/plain" } });
    expect([type.status, type.json.message]).toEqual([
      415,
      "Send application/x-protobuf or application/json.",
    ]);
    const packing = await post("logs", { key, headers: { "content-encoding": "br" } });
    expect([packing.status, packing.headers.get("accept-encoding")]).toEqual([415, "gzip, identity"]);
    expect(
      (await post("logs", { key, headers: { "content-type": "Application/JSON; charset=utf-8" } })).status,
    ).toBe(200);
  });

  it("is read no further than 8 MB, whether it says its size, comes in pieces, or is a bomb of zeros", async () => {
    const { key } = await aProjectKey();
    const gzip = { "content-encoding": "gzip" };
    const large = `{"resourceLogs":[],"x":"${"x".repeat(8_000_000)}"}`;
    expect((await post("logs", { key, body: large })).status).toBe(413);
    const bomb = gzipSync(Buffer.alloc(100_000_000));
    expect(bomb.length).toBeLessThan(150_000);
    const before = process.memoryUsage().arrayBuffers;
    const refused = await post("logs", { key, body: bomb, headers: gzip });
    expect([refused.status, refused.json.message]).toEqual([
      413,
      expect.stringContaining("8,000,000 bytes, unpacked or not"),
    ]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60_000_000);
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(1_000_000));
      },
    });
    expect((await post("logs", { key, body: endless })).status).toBe(413);
    expect(pulled).toBeLessThan(20);
    expect((await post("logs", { key, body: Buffer.from("no gzip"), headers: gzip })).status).toBe(400);
    const cut = gzipSync(Buffer.from("{}")).subarray(0, 12);
    expect((await post("logs", { key, body: cut, headers: gzip })).json).toEqual({
      code: 3,
      message: "The body is not valid gzip.",
    });
    expect((await post("logs", { key, body: gzipSync(Buffer.from("{}")), headers: gzip })).status).toBe(200);
  });
});

it("a request of millions of empty objects is refused before they are made", async () => {
  const { key } = await aProjectKey();
  const json = await post("logs", { key, body: `{"resourceLogs":[${"{},".repeat(2_600_000)}{}]}` });
  expect([json.status, json.json.message]).toEqual([413, expect.stringContaining("over 1,000,000 objects")]);
  const empties = { key, body: Buffer.alloc(7_900_000).fill(Buffer.from([10, 0])), headers: PROTO };
  for (const signal of ["logs", "metrics", "traces"] as const)
    expect((await post(signal, empties)).status).toBe(413);
});

describe("a single record", () => {
  const BAD: [what: string, told: Record<string, string | number>, reason: string][] = [
    ["less than nothing", { input_tokens: -1 }, "input_tokens is -1;"],
    ["a fraction", { output_tokens: 1.5 }, "output_tokens is 1.5;"],
    ["not a number", { cache_read_tokens: Number.NaN }, "cache_read_tokens is NaN;"],
    ["a word", { cache_creation_tokens: "many" }, "cache_creation_tokens is many;"],
    ["more than anybody uses", { input_tokens: "10000000000000" }, "input_tokens is 10000000000000;"],
    ["a negative cost", { cost_usd: -0.5 }, "cost_usd is -0.5; a cost is a number of USD"],
    ["a cost that is a word", { cost_usd: "free" }, "cost_usd is free;"],
    ["no model", { model: " " }, "It names no model."],
    ["an endless model", { model: "m".repeat(201) }, "model must be text of up to 200 characters"],
    ["a model with control characters", { model: "a\0b" }, "model must be text"],
    ["an endless id", { request_id: "r".repeat(200) }, "Its id is over 200 characters long."],
    ["no id of a task", { "omoi.task.id": "mine" }, 'omoi.task.id is "mine"'],
    [
      "a task that is not there",
      { "omoi.task.id": "task_7zzzzzzzzzzzzzzzzzzzzzzzzz" },
      "There is no such task.",
    ],
    [
      "an agent that is not there",
      { "omoi.agent.id": "agent_7zzzzzzzzzzzzzzzzzzzzzzzzz" },
      "There is no such agent.",
    ],
    ["a phase that is not there", { "omoi.phase": "LUNCH" }, "There is no such phase. The phases are"],
  ];

  it.each(BAD)("with %s is refused and named, and the others count", async (_, told, reason) => {
    const { project, key } = await aProjectKey();
    const body = logsOf({}, [
      apiRequest({ request_id: "req_1" }),
      apiRequest({ request_id: "req_2", ...told }),
      apiRequest({ request_id: "req_3" }),
    ]);
    const { status, json } = await post("logs", { key, body });
    expect([status, json.partialSuccess.rejectedLogRecords]).toEqual([200, "1"]);
    expect(json.partialSuccess.errorMessage).toContain(`1 log records refused. `);
    expect(json.partialSuccess.errorMessage).toContain(reason);
    expect((await recordsOf(project.id)).map(({ externalId }) => externalId)).toEqual([
      "claude:req_1",
      "claude:req_3",
    ]);
  });

  it.each([
    ["tomorrow", nanos(Date.now() + 86_400_000), "It must not lie in the future."],
    ["the last century", nanos(Date.UTC(1999, 0, 1)), "It must not lie before the year 2000."],
    ["no number", "soon", "which is no number of nanoseconds"],
    ["beyond all calendars", "9".repeat(20), "future"],
  ])("of %s is refused", async (_, timeUnixNano, reason) => {
    const { project, key } = await aProjectKey();
    const { json } = await post("logs", { key, body: logsOf({}, [{ ...apiRequest(), timeUnixNano }]) });
    expect(json.partialSuccess.errorMessage).toContain(reason);
    expect(await recordsOf(project.id)).toEqual([]);
  });

  it("of no project, or of two, is refused", async () => {
    const { task } = await claimOne();
    const other = await aProject();
    const key = await aKey({ scopes: ["costs:write"] });
    const both = { "omoi.task.id": task.id, "omoi.project.id": other.id };
    const body = logsOf({}, [apiRequest(), apiRequest(both)]);
    const { partialSuccess } = (await post("logs", { key, body })).json;
    expect(partialSuccess.rejectedLogRecords).toBe("2");
    expect(partialSuccess.errorMessage).toContain("Say which task, ticket or project the call belongs to.");
    expect(partialSuccess.errorMessage).toContain("This project belongs to another project.");
  });

  it("whose cache is more than its input contradicts itself", async () => {
    const { project, key } = await aProjectKey();
    const codex = { "event.name": "codex.sse_event", "event.kind": "response.completed", model: "gpt-5" };
    const event = { attributes: attributes({ ...codex, input_token_count: 5, cached_token_count: 6 }) };
    const told = (await post("logs", { key, body: logsOf({}, [event]) })).json.partialSuccess;
    expect(told.errorMessage).toContain("Its input is 5 tokens, which must include the 6 of the cache.");
    const usage = {
      "gen_ai.usage.input_tokens": 5,
      "gen_ai.usage.cache_read.input_tokens": 6,
      "gen_ai.request.model": "m",
    };
    const span = {
      traceId: "0".repeat(32),
      spanId: "0".repeat(16),
      endTimeUnixNano: nanos(),
      attributes: attributes(usage),
    };
    const { partialSuccess } = (await post("traces", { key, body: spansOf({}, [span]) })).json;
    expect(partialSuccess).toMatchObject({
      rejectedSpans: "1",
      errorMessage: expect.stringContaining("1 spans refused."),
    });
    expect(await recordsOf(project.id)).toEqual([]);
  });

  it("that is a span without a name of its own is refused, and an agent that tells by events is not counted twice", async () => {
    const { project, key } = await aProjectKey();
    const usage = {
      "gen_ai.usage.input_tokens": 5,
      "gen_ai.request.model": "gpt-5",
      "gen_ai.system": "openai",
    };
    const bare = { name: "chat", endTimeUnixNano: nanos(), attributes: attributes(usage) };
    const { partialSuccess } = (await post("traces", { key, body: spansOf({}, [bare]) })).json;
    expect(partialSuccess.errorMessage).toContain("neither gen_ai.response.id nor a trace id");
    const span = { ...bare, traceId: "0a".repeat(16), spanId: "0b".repeat(8) };
    expect(
      (await post("traces", { key, body: spansOf({ "service.name": "codex_cli_rs" }, [span]) })).json,
    ).toEqual({});
    expect(await recordsOf(project.id)).toEqual([]);
    expect((await post("traces", { key, body: spansOf({ "service.name": "bot" }, [span]) })).json).toEqual(
      {},
    );
    expect(await recordsOf(project.id)).toHaveLength(1);
  });

  it("that two libraries tell of is one call; where they count differently the first counts, which is told", async () => {
    const { project, key } = await aProjectKey();
    const span = (second: number, input: number) => ({
      ...{
        name: "chat",
        traceId: "0a".repeat(16),
        spanId: `0${second}`.repeat(8),
        endTimeUnixNano: nanos(START + second * 1000),
      },
      attributes: attributes({
        ...{ "gen_ai.response.id": "resp_1", "gen_ai.system": second === 1 ? "openai" : "azure.ai.openai" },
        ...{ "gen_ai.request.model": "gpt-5", "gen_ai.usage.input_tokens": input },
      }),
    });
    const ask = async (...spans: unknown[]) => (await post("traces", { key, body: spansOf({}, spans) })).json;
    expect(await ask(span(1, 5), span(2, 5))).toEqual({});
    expect(await ask(span(3, 5))).toEqual({});
    const { partialSuccess } = await ask(span(4, 6));
    expect(partialSuccess.errorMessage).toMatch(/Span chat: Differs from cost_/);
    expect(await recordsOf(project.id)).toMatchObject([{ tokens: { input: 5 }, provider: "openai" }]);
  });

  it("is one of many: reasons are told once each with how often, and at most ten of them", async () => {
    const { key } = await aProjectKey();
    const same = Array.from({ length: 5 }, () => apiRequest({ input_tokens: -1 }));
    const others = Array.from({ length: 20 }, (_, n) => apiRequest({ input_tokens: -2 - n }));
    const { partialSuccess } = (await post("logs", { key, body: logsOf({}, [...same, ...others]) })).json;
    expect(partialSuccess.rejectedLogRecords).toBe("25");
    expect(partialSuccess.errorMessage).toContain("from 0 to 10^12. (5 times)");
    expect(partialSuccess.errorMessage).toMatch(/And 11 reasons more\.$/);
  });
});

it("a key that has sent too much is told with 429 when to come back", async () => {
  const { key } = await aProjectKey();
  const { env } = await import("@/lib/platform/env");
  const limit = env().RATE_LIMIT_PER_MINUTE;
  const { countRequest } = await import("@/lib/platform/http/rate-limit");
  for (let sent = 0; sent < limit; sent += 1) await countRequest(key.actor);
  const { status, json, headers } = await post("logs", {
    key,
    body: logsOf({}, [apiRequest({ request_id: unique("r") })]),
  });
  expect([status, json.code]).toEqual([429, 8]);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
});
