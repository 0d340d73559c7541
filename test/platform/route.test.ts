import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { DELETE, GET, PATCH, POST, PUT } from "@/app/api/v1/[...rest]/route";
import { POST as createTaskRoute } from "@/app/api/v1/tasks/route";
import { PATCH as updateTicketRoute } from "@/app/api/v1/tickets/[id]/route";
import { AppError } from "@/lib/platform/errors";
import { route } from "@/lib/platform/http/route";
import { Problem } from "@/lib/platform/schema";
import "../support/embedded";
import { call, ORIGIN, readReply, toRequest } from "../support/call";
import { aKey, aPerson, aTicket } from "../support/makers";
import { change, rows } from "../support/sql";

const BODY_BYTES_MAX = 1_000_000;
const key = await aKey();
const person = await aPerson("viewer");
const reached = vi.fn();
afterEach(() => reached.mockReset());

const Body = z.strictObject({ name: z.string(), list: z.array(z.strictObject({ n: z.int() })).default([]) });
const echo = route(
  {
    summary: "test",
    scope: "work:read",
    params: z.strictObject({ id: z.string().regex(/^\d+$/) }),
    query: z.strictObject({ page: z.coerce.number().int().optional() }),
    body: Body,
    reply: Body,
  },
  async ({ body }) => {
    reached();
    return body;
  },
);
const look = route(
  { summary: "test", scope: "work:read", reply: z.object({ name: z.string() }) },
  async ({ actor }) => {
    reached();
    return { name: actor.name };
  },
);
const post = (options: Parameters<typeof call>[1] = {}) =>
  call(echo, { method: "POST", params: { id: "7" }, key, body: { name: "n" }, ...options });

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
    const started = performance.now();
    expect((await post({ body: `{"name":"${'\\"'.repeat(400_000)}` })).status).toBe(400);
    expect(performance.now() - started).toBeLessThan(2000);
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

describe("the other parts of a request", () => {
  it("are refused at their place: an unknown query field, a wrong one, a malformed path", async () => {
    const { problem } = await post({ query: { page: "x" } });
    expect(problem.issues).toMatchObject([{ in: "query", pointer: "/page" }]);
    expect((await post({ query: { other: 1 } })).problem.issues).toMatchObject([
      { in: "query", pointer: "/other" },
    ]);
    expect((await post({ params: { id: "x" } })).problem.issues).toMatchObject([
      { in: "path", pointer: "/id" },
    ]);
  });

  it("are accepted where a route has none of them", async () => {
    expect((await call(look, { key })).status).toBe(200);
  });
});

describe("a reply", () => {
  it("is not to be stored, and says which request it answers", async () => {
    const { headers } = await post();
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-request-id")).toMatch(/^req_/);
  });

  it("that does not fit its own schema is an error of ours, and none of it is sent", async () => {
    const leaky = route(
      { summary: "t", scope: "work:read", reply: z.strictObject({ a: z.string() }) },
      async () => {
        return { a: "x", secretHash: "abc" } as { a: string };
      },
    );
    const { status, raw } = await call(leaky, { key });
    expect(status).toBe(500);
    expect(raw).not.toContain("abc");
  });

  it.each([
    ["an error that nobody foresaw", () => new Error("relation users does not exist")],
    ["a busy database", () => new AppError("unavailable", "The database was too busy for users.")],
  ])("to %s carries a request id and no message", async (_, make) => {
    const broken = route({ summary: "t", scope: "work:read", reply: z.object({}) }, () =>
      Promise.reject(make()),
    );
    const { status, raw, problem } = await call(broken, { key });
    expect(status).toBeGreaterThanOrEqual(500);
    expect(raw).not.toContain("users");
    expect(problem.detail).toBeUndefined();
    expect(problem.requestId).toMatch(/^req_/);
  });

  it.each(Object.entries({ DELETE, GET, PATCH, POST, PUT }))(
    "to %s of an endpoint that does not exist is a problem document",
    async (_, answer) => {
      const response = await answer(new Request("http://localhost:3000/api/v1/nothing"));
      expect(response.status).toBe(404);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(Problem.parse(await response.json())).toMatchObject({ code: "not_found" });
    },
  );
});

describe("a request with a cookie", () => {
  const from = (headers: Record<string, string>, method = "POST") => {
    const request = toRequest({
      method,
      body: { name: "n" },
      headers: { cookie: person.cookie, ...headers },
    });
    return echo(request, { params: Promise.resolve({ id: "7" }) });
  };

  it.each([
    ["without Origin and Sec-Fetch-Site", {}],
    ["from another origin", { origin: "http://evil.example" }],
    ["from another port of the same host", { origin: "http://localhost:4000" }],
    ["from a page without origin", { origin: "null" }],
    ["from another site", { "sec-fetch-site": "cross-site" }],
    ["from another subdomain", { "sec-fetch-site": "same-site" }],
    ["typed in or from a bookmark", { "sec-fetch-site": "none" }],
    ["from another site, whatever Origin claims", { "sec-fetch-site": "cross-site", origin: ORIGIN }],
  ])("%s changes nothing and is refused", async (_, headers) => {
    const response = await from(headers as Record<string, string>);
    expect(response.status).toBe(403);
    expect(reached).not.toHaveBeenCalled();
  });

  it.each([
    ["Sec-Fetch-Site", { "sec-fetch-site": "same-origin" }],
    ["Origin, in a browser that sends no Sec-Fetch-Site", { origin: ORIGIN }],
  ])("of the same origin by %s is served", async (_, headers) => {
    expect((await from(headers as Record<string, string>)).status).toBe(200);
  });

  it("may read from anywhere: reading changes nothing", async () => {
    const request = toRequest({ headers: { cookie: person.cookie, "sec-fetch-site": "cross-site" } });
    expect((await look(request, { params: Promise.resolve(undefined) })).status).toBe(200);
  });

  it("of nobody is 401, not 403", async () => {
    const { status, headers } = await post({
      key: undefined,
      headers: { cookie: "omoi.session_token=forged.sig" },
    });
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toBe("Bearer");
  });

  it("whose session has ended in the database is 401", async () => {
    const one = await aPerson("viewer");
    expect((await call(look, { person: one })).status).toBe(200);
    await change`DELETE FROM sessions WHERE user_id = ${one.id}`;
    expect((await call(look, { person: one })).status).toBe(401);
  });
});

describe("a key", () => {
  it("needs no origin", async () => {
    expect(
      (await post({ headers: { "sec-fetch-site": "cross-site", origin: "http://evil.example" } })).status,
    ).toBe(200);
  });

  it("that is wrong is not made up for by a cookie that is right", async () => {
    const { status } = await call(look, { person, headers: { authorization: "Bearer omoi_wrong" } });
    expect(status).toBe(401);
  });

  it.each(["Bearer", "Bearer ", "Basic abc", `Bearer ${"x".repeat(300)}`, "omoi_x", "Bearer a b", ""])(
    "that is none is refused: %j",
    async (authorization) => {
      expect((await call(look, { headers: { authorization } })).status).toBe(401);
    },
  );
});

describe("an Idempotency-Key", () => {
  const create = async (ticketId: string, given: string, title = "t", who = writer) =>
    call<{ id: string }>(createTaskRoute, {
      method: "POST",
      key: who,
      body: { ticketId, title },
      headers: { "idempotency-key": given },
    });
  const countOf = async (ticketId: string) =>
    (await rows`SELECT 1 FROM tasks WHERE ticket_id = ${ticketId}`).length;
  let writer: Awaited<ReturnType<typeof aKey>>;

  it("with the same request is answered alike, and acts once", async () => {
    writer = await aKey({ scopes: ["work:write"] });
    const ticket = await aTicket();
    const first = await create(ticket.id, "k1");
    const again = await create(ticket.id, "k1");
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.json).toEqual(first.json);
    expect(first.headers.has("idempotency-replayed")).toBe(false);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await countOf(ticket.id)).toBe(1);
  });

  it("with another request is refused, and that one does not act", async () => {
    const ticket = await aTicket();
    await create(ticket.id, "k2");
    const { status, problem } = await create(ticket.id, "k2", "another");
    expect([status, problem.code]).toEqual([422, "idempotency_key_reused"]);
    expect(await countOf(ticket.id)).toBe(1);
  });

  it("of a request that failed is free", async () => {
    const ticket = await aTicket();
    await change`UPDATE tickets SET status = 'done' WHERE id = ${ticket.id}`;
    expect((await create(ticket.id, "k3")).status).toBe(422);
    await change`UPDATE tickets SET status = 'open' WHERE id = ${ticket.id}`;
    const { status, headers } = await create(ticket.id, "k3");
    expect([status, headers.has("idempotency-replayed")]).toEqual([201, false]);
    expect(await countOf(ticket.id)).toBe(1);
  });

  it("used twice at once acts once, and both are answered alike", async () => {
    const ticket = await aTicket();
    const both = await Promise.all([
      create(ticket.id, "k4"),
      create(ticket.id, "k4"),
      create(ticket.id, "k4"),
    ]);
    expect(both.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(both.map(({ json }) => json.id)).size).toBe(1);
    expect(await countOf(ticket.id)).toBe(1);
  });

  it("belongs to its sender: the same of another key is another", async () => {
    const ticket = await aTicket();
    await create(ticket.id, "k5");
    const other = await aKey({ scopes: ["work:write"] });
    expect((await create(ticket.id, "k5", "t", other)).headers.has("idempotency-replayed")).toBe(false);
    expect(await countOf(ticket.id)).toBe(2);
  });

  it.each(["", "a b", "ä", "x".repeat(201)])("that is malformed is refused: %j", async (given) => {
    const ticket = await aTicket();
    expect((await create(ticket.id, given)).status).toBe(400);
    expect(await countOf(ticket.id)).toBe(0);
  });
});
