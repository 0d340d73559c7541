import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import * as openapiRoute from "@/app/api/v1/openapi.json/route";
import { database, replaceDatabase } from "@/lib/platform/db/client";
import { noSuchRoute } from "@/lib/platform/http/no-such-route";
import { route } from "@/lib/platform/http/route";
import { answerWrongMethods } from "@/lib/platform/http/wrong-method";
import type { Problem } from "@/lib/platform/schema";
import "../support/embedded";
import { call, toRequest } from "../support/call";
import { aKey } from "../support/makers";

process.env.RATE_LIMIT_PER_MINUTE = "10";
process.env.RATE_LIMIT_ADDRESS_PER_MINUTE = "10";
const look = route({ summary: "test", scope: "work:read", reply: z.object({}) }, async () => ({}));

it("a key that asks too often is told when to come back, and no other key suffers", async () => {
  const [busy, calm] = [await aKey(), await aKey()];
  for (let n = 0; n < 10; n += 1) expect((await call(look, { key: busy })).status).toBe(200);
  const { status, headers, problem } = await call(look, { key: busy });
  expect([status, problem.code]).toEqual([429, "rate_limited"]);
  const seconds = Number(headers.get("retry-after"));
  expect(seconds).toBeGreaterThan(50);
  expect(seconds).toBeLessThanOrEqual(60);
  expect(problem.facts).toEqual({ retryAfterSeconds: seconds });
  expect((await call(look, { key: calm })).status).toBe(200);
});

it("requests without the scope count too, so that nobody guesses for free", async () => {
  const key = await aKey({ scopes: ["work:run"] });
  for (let n = 0; n < 10; n += 1) expect((await call(look, { key })).status).toBe(403);
  expect((await call(look, { key })).status).toBe(429);
});

describe("header fields", () => {
  it("of every reply say what is left of which limit, as the RateLimit draft writes it", async () => {
    const key = await aKey();
    for (const left of [9, 8]) {
      const { headers } = await call(look, { key });
      expect(headers.get("ratelimit-policy")).toBe('"credential";q=10;w=60');
      expect(headers.get("ratelimit")).toMatch(new RegExp(`^"credential";r=${left};t=(59|60)$`));
    }
    const refused = await call(look, { key: await aKey({ scopes: ["work:run"] }) });
    expect([refused.status, refused.headers.get("ratelimit")]).toEqual([403, '"credential";r=9;t=60']);
  });

  it("of a refusal say that nothing is left", async () => {
    const key = await aKey();
    for (let n = 0; n < 10; n += 1) await call(look, { key });
    const { status, headers } = await call(look, { key });
    expect(status).toBe(429);
    expect(headers.get("ratelimit")).toMatch(/^"credential";r=0;t=\d+$/);
    expect(headers.get("ratelimit")).toContain(`t=${headers.get("retry-after")}`);
  });
});

describe("replies that need no credential", () => {
  const from = (address: string) => toRequest({ headers: { "x-forwarded-for": address } });
  const left = ({ headers }: Response) => [headers.get("ratelimit-policy"), headers.get("ratelimit")];

  it.each([
    ["the API's description", (request: Request) => openapiRoute.GET(request), 200, "192.0.2.10"],
    ["a path that there is not", noSuchRoute, 404, "192.0.2.11"],
  ])("say what is left too, and count for the address: %s", async (_, ask, status, address) => {
    for (let n = 9; n >= 0; n -= 1) {
      const response = await ask(from(address));
      expect(response.status).toBe(status);
      expect(response.headers.get("x-request-id")).toMatch(/^req_/);
      expect(left(response)).toEqual(['"address";q=10;w=60', expect.stringMatching(`^"address";r=${n};t=`)]);
    }
    const refused = await ask(from(address));
    expect([refused.status, ...left(refused)]).toEqual([
      429,
      '"address";q=10;w=60',
      expect.stringMatching(/^"address";r=0;t=\d+$/),
    ]);
    expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
  });
});

it("a method that there is not is refused with what is left, and beyond the limit as too many", async () => {
  answerWrongMethods(async () => ({ "/look": { GET: look } }));
  const server = createServer((_, response) => {
    // As Next does it.
    response.statusCode = 405;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const headers = { "x-forwarded-for": "192.0.2.12" };
  const ask = () => fetch(`http://127.0.0.1:${port}/api/v1/look`, { method: "DELETE", headers });
  for (let n = 9; n >= 0; n -= 1) {
    const response = await ask();
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
    expect(response.headers.get("ratelimit")).toMatch(new RegExp(`^"address";r=${n};t=\\d+$`));
    const { requestId } = (await response.json()) as Problem;
    expect(requestId).toBe(response.headers.get("x-request-id"));
  }
  const refused = await ask();
  expect([refused.status, refused.headers.get("allow")]).toEqual([429, null]);
  expect(((await refused.json()) as Problem).code).toBe("rate_limited");
  server.close();
});

describe("an address that sends no valid credential", () => {
  const from = (address: string) => ({ headers: { "x-forwarded-for": address } });

  it("is refused after its limit, and another address is not", async () => {
    for (let n = 0; n < 10; n += 1) {
      const { status, headers } = await call(look, from("192.0.2.1"));
      expect([status, headers.get("ratelimit-policy")]).toEqual([401, '"address";q=10;w=60']);
    }
    const { status, headers } = await call(look, from("192.0.2.1"));
    expect([status, Number(headers.get("retry-after")) > 50]).toEqual([429, true]);
    expect((await call(look, from("192.0.2.2"))).status).toBe(401);
    const elsewhere = await noSuchRoute(toRequest(from("192.0.2.1")));
    expect(elsewhere.status).toBe(429);
  });

  it("does not shut out who sent a valid key from there before; guesses no longer reach the database", async () => {
    const key = await aKey();
    expect((await call(look, { key, ...from("192.0.2.3") })).status).toBe(200);
    for (let n = 0; n < 10; n += 1) await call(look, from("192.0.2.3"));
    expect((await call(look, { key, ...from("192.0.2.3") })).status).toBe(200);
    const guess = { key: { secret: "omoi_guess" }, ...from("192.0.2.3") };
    const own = await database();
    const prisma = new Proxy(own.prisma, {
      get: () => {
        throw new Error("The database was asked.");
      },
    });
    replaceDatabase(Promise.resolve({ ...own, prisma }));
    const { status } = await call(look, guess);
    replaceDatabase(Promise.resolve(own));
    expect(status).toBe(429);
  });
});
