import { describe, expect, it } from "vitest";
import { z } from "zod";
import { database, replaceDatabase } from "@/lib/platform/db/client";
import { noSuchRoute } from "@/lib/platform/http/no-such-route";
import { route } from "@/lib/platform/http/route";
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
