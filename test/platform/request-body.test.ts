import { describe, expect, it } from "vitest";
import { PATCH as updateTicketRoute } from "@/app/api/v1/tickets/[id]/route";
import "../support/embedded";
import { call, ORIGIN, readReply } from "../support/call";
import { cpuMsOf } from "../support/cpu";
import { aKey, aTicket } from "../support/makers";
import { echo, key, post, reached } from "./support/echo-route";

const BODY_BYTES_MAX = 1_000_000;

describe("a request's body", () => {
  it("over one megabyte is refused by its declared length, before it is read", async () => {
    const { status } = await post({ headers: { "content-length": String(BODY_BYTES_MAX + 1) } });
    expect(status).toBe(413);
    expect(reached).not.toHaveBeenCalled();
  });

  it("over one megabyte is refused also when it comes in chunks that declare no length, and is read no further", async () => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 100_000;
        controller.enqueue(new Uint8Array(100_000).fill(0x20));
        if (sent >= 50_000_000) controller.close();
      },
    });
    const headers = { authorization: `Bearer ${key.secret}`, "content-type": "application/json" };
    const request = new Request(`${ORIGIN}/api/v1/test`, {
      method: "POST",
      body,
      headers,
      duplex: "half",
    } as RequestInit);
    expect(request.headers.get("content-length")).toBeNull();
    const { status, problem } = await readReply(
      echo,
      await echo(request, { params: Promise.resolve({ id: "7" }) }),
    );
    expect([status, problem.code]).toEqual([413, "payload_too_large"]);
    expect(sent).toBeLessThan(2_000_000);
    expect(reached).not.toHaveBeenCalled();
  });

  it("of one megabyte exactly is read", async () => {
    const name = "x".repeat(BODY_BYTES_MAX - '{"name":""}'.length);
    expect((await post({ body: { name } })).status).toBe(200);
    expect((await post({ body: { name: `${name}x` } })).status).toBe(413);
  });

  it("that is not JSON is refused at its root", async () => {
    const { status, problem } = await post({ body: '{"name": ' });
    expect(status).toBe(400);
    expect(problem.issues).toEqual([{ in: "body", pointer: "", detail: "Not valid JSON." }]);
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonp",
  ])("of another type is refused: %s", async (type) => {
    const { status, problem } = await post({ headers: { "content-type": type } });
    expect([status, problem.code]).toEqual([415, "unsupported_media_type"]);
    expect(reached).not.toHaveBeenCalled();
  });

  it("with a charset is read", async () => {
    expect((await post({ headers: { "content-type": "application/json; charset=utf-8" } })).status).toBe(200);
    expect((await post({ headers: { "content-type": "Application/JSON" } })).status).toBe(200);
  });

  it("with unknown fields and wrong types is refused with a pointer to each", async () => {
    const { status, problem } = await post({
      body: { name: 7, list: [{ n: 1 }, { n: 1.5, m: 1 }], extra: true },
    });
    expect(status).toBe(400);
    expect(problem.issues?.map((issue) => [issue.in, issue.pointer])).toEqual(
      expect.arrayContaining([
        ["body", "/name"],
        ["body", "/list/1/n"],
        ["body", "/list/1/m"],
        ["body", "/extra"],
      ]),
    );
    expect(problem.issues).toHaveLength(4);
  });
});

describe("a body as an attacker would send it", () => {
  it.each([
    ["arrays", "[", "]"],
    ["objects", '{"a":', "}"],
  ])("with %s nested without end is refused, not failed on", async (_, open, close) => {
    const ticket = await aTicket();
    for (const depth of [100, 5000, 120_000]) {
      const { status } = await call(updateTicketRoute, {
        method: "PATCH",
        key: await aKey({ scopes: ["work:write"] }),
        params: { id: ticket.id },
        body: `{"context":{"x":${open.repeat(depth)}1${close.repeat(depth)}}}`,
      });
      expect([depth, status]).toEqual([depth, 400]);
    }
  });

  it("with a text that never ends is refused at once", async () => {
    const asking = async () =>
      expect((await post({ body: `{"name":"${'\\"'.repeat(400_000)}` })).status).toBe(400);
    expect(await cpuMsOf(asking)).toBeLessThan(2000);
  });

  it("with brackets in its texts is none of that", async () => {
    const name = `${"[{".repeat(500)}\\"[[[`;
    expect((await post({ body: { name } })).json).toEqual({ name, list: [] });
  });

  it("with a prototype in it changes no prototype", async () => {
    const ticket = await aTicket();
    const { status } = await call(updateTicketRoute, {
      method: "PATCH",
      key: await aKey({ scopes: ["work:write"] }),
      params: { id: ticket.id },
      body: '{"context":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}',
    });
    expect(status).toBeLessThan(500);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
