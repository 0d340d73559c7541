// GET /api/v1/costs/prices, and how its page puts prices into words.
import { describe, expect, it } from "vitest";
import { GET } from "@/app/api/v1/costs/prices/route";
import { perMillion, priceKey, tierWords, timeWords } from "@/components/costs/prices/prepare-price";
import { listPrices } from "@/lib/costs/prices";
import type { PriceList } from "@/lib/costs/schema";
import { call, type Reply } from "../support/call";
import "../support/embedded";
import { aKey, aPerson, aProject } from "../support/makers";

describe("GET /costs/prices", () => {
  it("gives every price once, page by page, to whoever may read work", async () => {
    const { cookie } = await aPerson("viewer");
    const keys: string[] = [];
    let cursor: string | null = null;
    let total = 0;
    do {
      const query: Record<string, string | number> = cursor ? { limit: 200, cursor } : { limit: 200 };
      const reply: Reply<PriceList> = await call(GET, { person: { cookie }, query });
      const { status, json } = reply;
      expect(status).toBe(200);
      keys.push(...json.items.map(priceKey));
      total = json.total;
      cursor = json.nextCursor;
    } while (cursor);
    expect(keys.length).toBeGreaterThan(1600);
    expect(keys).toHaveLength(total);
    expect(new Set(keys).size).toBe(total);
  });

  it("finds all words in any order, and says where prices come from", async () => {
    const { cookie } = await aPerson("viewer");
    const query = { q: "OPUS-4-8  anthropic", limit: 200 };
    const { json } = await call<PriceList>(GET, { person: { cookie }, query });
    expect(json.items.length).toBeGreaterThan(0);
    for (const { provider, model } of json.items)
      expect(`${provider} ${model}`).toMatch(/anthropic.*opus-4-8/);
    expect(json.items.find(({ provider }) => provider === "anthropic")).toMatchObject({
      model: "claude-opus-4-8",
      source: "generated",
      tiers: [{ fromTokens: 0, input: "0.000005", cacheWrite1h: "0.00001", output: "0.000025" }],
    });
    expect(json.generatedFrom).toMatch(/^@pydantic\/genai-prices \d/);
    expect(json.version).toContain(json.generatedFrom);
    expect(Date.parse(json.generatedAt)).toBeLessThanOrEqual(Date.now());
  });

  it("refuses a key without the scope, nobody at all, and a cursor that it did not give", async () => {
    const project = await aProject();
    const key = await aKey({ scopes: ["work:run"], project });
    expect((await call(GET, { key })).status).toBe(403);
    expect((await call(GET)).status).toBe(401);
    const { cookie } = await aPerson("viewer");
    const refused = await call(GET, { person: { cookie }, query: { cursor: "tkt_1" } });
    expect(refused.status).toBe(400);
    expect(refused.problem.issues).toMatchObject([{ in: "query", pointer: "/cursor" }]);
  });

  it("shows what counts now, at some hours, and later, and not what counted once", () => {
    const rows = (q: string, at: string) =>
      listPrices({ q, limit: 50 }, new Date(at)).items.filter(({ model }) => q.endsWith(model));
    expect(rows("openai o3", "2025-06-01").map(({ effectiveFrom }) => effectiveFrom)).toEqual([
      null,
      "2025-06-10",
    ]);
    expect(rows("openai o3", "2026-11-01").filter(({ provider }) => provider === "openai")).toMatchObject([
      { effectiveFrom: "2025-06-10", tiers: [{ input: "0.000002" }] },
    ]);
    const hours = rows("deepseek deepseek-v4-pro", "2026-11-01").filter(
      ({ provider }) => provider === "deepseek",
    );
    expect(hours.map((row) => row.hours?.from ?? row.effectiveFrom)).toEqual([
      "2026-08-17",
      "01:00",
      "06:00",
    ]);
  });
});

describe("a price in words", () => {
  it("is for a million tokens, exact, with two digits or as many as it has", () => {
    const words = ["0.000003", "0.00001875", "0.0000000028", "0.000000003625", "0", "0.0012"].map(perMillion);
    expect(words).toEqual(["3.00", "18.75", "0.0028", "0.003625", "0.00", "1200.00"]);
  });

  it("says which prompts a tier is for", () => {
    const tier = { input: "0", cacheRead: "0", cacheWrite5m: "0", cacheWrite1h: "0", output: "0" };
    const tiers = [
      { ...tier, fromTokens: 0 },
      { ...tier, fromTokens: 200_001 },
    ];
    expect([tierWords(tiers, 0), tierWords(tiers, 1)]).toEqual(["to 200,000", "from 200,001"]);
    expect(tierWords(tiers.slice(0, 1), 0)).toBe("any");
  });

  it("says when it counts, where it does not always", () => {
    const always = { effectiveFrom: null, effectiveTo: null, hours: null };
    expect(timeWords(always)).toBeNull();
    expect(timeWords({ ...always, effectiveFrom: "2026-11-01", effectiveTo: "2027-11-01" })).toBe(
      "from 2026-11-01, before 2027-11-01",
    );
    expect(timeWords({ ...always, hours: { from: "01:00", to: "04:00" } })).toBe("01:00–04:00 UTC");
  });
});
