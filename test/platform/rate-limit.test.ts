import { expect, it } from "vitest";
import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import "../support/embedded";
import { call } from "../support/call";
import { aKey } from "../support/makers";

process.env.RATE_LIMIT_PER_MINUTE = "10";
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
