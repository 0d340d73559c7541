// What the OTLP endpoints refuse as a whole, and how they say so.
import { gzipSync } from "node:zlib";
import protobuf from "protobufjs";
import { describe, expect, it } from "vitest";
import { revokeKey } from "@/lib/platform/auth/service";
import "../support/embedded";
import { ADMIN, aKey, unique } from "../support/makers";
import { aProjectKey, apiRequest, logsOf, post } from "./support/otlp";

const JSON_TYPE = "application/json";
const PROTO = { "content-type": "application/x-protobuf" };

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
