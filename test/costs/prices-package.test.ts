// Our engine beside the package that the prices come from.
import { readFileSync } from "node:fs";
import { calcPrice, type Provider } from "@pydantic/genai-prices";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { priceCall } from "@/lib/costs/prices";
import type { Match, PriceBook } from "@/lib/costs/prices/book";
import type { TokenBuckets } from "@/lib/costs/schema";
import { importPrices, type PriceSource, readPackage } from "../../scripts/prices/import";
import { printBook } from "../../scripts/prices/print";

interface Listed {
  provider: string;
  model: string;
}

const written = readFileSync("config/prices.generated.json", "utf8");
const book: PriceBook = JSON.parse(written);
const listed: Listed[] = book.providers.flatMap(({ id, models }) =>
  models.map((model) => ({ provider: id, model: model.id })),
);
/** Every name that the list itself gives. */
const named: Listed[] = book.providers.flatMap(({ id, models }) =>
  models.flatMap((model) =>
    [model.id, ...wordsOf(model.match)].map((name) => ({ provider: id, model: name })),
  ),
);

function wordsOf(match: Match): string[] {
  if ("or" in match) return match.or.flatMap(wordsOf);
  if ("and" in match || "regex" in match) return [];
  return Object.values(match);
}

const unpriced = book.providers.flatMap(({ id, models }) =>
  models.filter(({ prices }) => prices.length === 0).map((model) => `${id}/${model.id}`),
);

let source: PriceSource;
beforeAll(async () => {
  source = await readPackage();
});

const count = fc.oneof(
  fc.constant(0),
  fc.nat(5000),
  fc.integer({ min: 120_000, max: 140_000 }),
  fc.integer({ min: 199_990, max: 200_010 }),
  fc.integer({ min: 271_990, max: 272_010 }),
  fc.nat(2_000_000),
);
const buckets: fc.Arbitrary<TokenBuckets> = fc.record({
  input: count,
  cacheRead: count,
  cacheWrite5m: count,
  cacheWrite1h: count,
  output: count,
});
const time = fc.date({ min: new Date("2025-01-01"), max: new Date("2027-06-01"), noInvalidDate: true });

/** What the package says; it has no price of its own for an hour's cache where the data has none. */
function packagePrice({ provider, model }: Listed, tokens: TokenBuckets, timestamp: Date) {
  const { input, cacheRead, cacheWrite5m, cacheWrite1h, output } = tokens;
  return calcPrice(
    {
      input_tokens: input + cacheRead + cacheWrite5m + cacheWrite1h,
      cache_read_tokens: cacheRead,
      cache_write_tokens: cacheWrite5m + cacheWrite1h,
      cache_write_1h_tokens: cacheWrite1h,
      output_tokens: output,
    },
    model,
    { providerId: provider, timestamp },
  );
}

function expectSame(call: Listed, tokens: TokenBuckets, occurredAt: Date) {
  const theirs = packagePrice(call, tokens, occurredAt);
  if (!theirs) return false;
  const hasHour = "cache_write_1h_mtok" in theirs.model_price || !theirs.model.id.includes("claude");
  const comparable = hasHour ? tokens : { ...tokens, cacheWrite1h: 0 };
  const expected = hasHour ? theirs : packagePrice(call, comparable, occurredAt);
  const ours = priceCall({ ...call, tokens: comparable, occurredAt });
  expect(ours.totalCost, `${call.provider}/${call.model}`).not.toBeNull();
  expect(Math.abs(Number(ours.totalCost) - (expected?.total_price ?? Number.NaN))).toBeLessThanOrEqual(1e-9);
  return true;
}

describe("prices beside @pydantic/genai-prices", () => {
  it("the committed file is what the installed package gives", () => {
    expect(printBook(importPrices(source, book.generatedAt))).toBe(written);
    expect(written.length).toBeLessThan(500_000);
  });

  it("any call costs what the package says, whatever its tokens, tier and time", () => {
    const tokens = { input: 1000, cacheRead: 10, cacheWrite5m: 0, cacheWrite1h: 0, output: 100 };
    const priced = named.filter((call) => {
      const theirs = packagePrice(call, tokens, new Date("2026-11-01"));
      return theirs && !unpriced.includes(`${call.provider}/${theirs.model.id}`);
    });
    const compared = priced.filter((call) => expectSame(call, tokens, new Date("2026-11-01")));
    expect(compared.length).toBeGreaterThan(3000);
    fc.assert(
      fc.property(fc.constantFrom(...priced), buckets, time, (...call) => {
        expect(expectSame(...call)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it("models with tiers, days and hours cost the same on both sides of each border", () => {
    const changing = book.providers.flatMap(({ id, models }) =>
      models
        .filter(({ prices }) => prices.length > 1 || prices.some(({ tiers }) => tiers.length > 1))
        .map((model) => ({ id, model })),
    );
    expect(changing.length).toBeGreaterThan(50);
    for (const { id, model } of changing) {
      const times = model.prices.flatMap(({ from, hours }) => [
        ...(from ? [new Date(from)] : []),
        ...(hours ? [hours.from, hours.to].map((at) => new Date(`2026-09-01T${at}:00Z`)) : []),
      ]);
      const starts = model.prices.flatMap(({ tiers }) => tiers.map(({ fromTokens }) => fromTokens));
      for (const at of [new Date("2026-11-01T12:00:00Z"), ...times]) {
        for (const ms of [-1, 0, 1]) {
          for (const start of starts) {
            for (const input of [Math.max(0, start - 11), Math.max(0, start - 10), start]) {
              const tokens = { input, cacheRead: 10, cacheWrite5m: 0, cacheWrite1h: 0, output: 7 };
              expectSame({ provider: id, model: model.id }, tokens, new Date(at.getTime() + ms));
            }
          }
        }
      }
    }
  });

  it("every model that is sold by tokens is priced, and the others are known by name", () => {
    const occurredAt = new Date("2026-11-01");
    const tokens = { input: 1000, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 100 };
    const missing = listed
      .filter((call) => priceCall({ ...call, tokens, occurredAt }).totalCost === null)
      .map(({ provider, model }) => `${provider}/${model}`);
    expect(missing).toEqual(unpriced);
    expect(unpriced.filter((name) => !soldOtherwise(source.providers, name))).toEqual([
      "cerebras/qwen-3-coder-480b",
      "google/gemma-3",
      "google/gemma-3n",
      "huggingface_together/ServiceNow-AI/Apriel-1.6-15b-Thinker",
      "openrouter/gemini-2.5-pro-exp-03-25",
      "openrouter/google/gemini-flash-1.5-8b-exp",
      "openrouter/google/lyria-3-clip-preview",
      "openrouter/google/lyria-3-pro-preview",
    ]);
  });

  it("a model of one provider is found by its name alone wherever the package finds it so", () => {
    const occurredAt = new Date("2026-11-01");
    const tokens = { input: 12_345, cacheRead: 678, cacheWrite5m: 0, cacheWrite1h: 0, output: 910 };
    let found = 0;
    for (const { provider, model } of listed) {
      const theirs = calcPrice({ input_tokens: 13_023, cache_read_tokens: 678, output_tokens: 910 }, model, {
        timestamp: occurredAt,
      });
      if (theirs?.provider.id !== provider || unpriced.includes(`${provider}/${theirs.model.id}`)) continue;
      const ours = priceCall({ provider: "", model, tokens, occurredAt });
      expect(ours, model).toMatchObject({ provider, model: theirs.model.id });
      expect(Number(ours.totalCost)).toBeCloseTo(theirs.total_price, 9);
      found++;
    }
    expect(found).toBeGreaterThan(200);
  });
});

/** By the minute, the page or the request: not by tokens alone. */
function soldOtherwise(providers: Provider[], name: string): boolean {
  const [id = "", ...model] = name.split("/");
  const found = providers.find((one) => one.id === id)?.models.find((one) => one.id === model.join("/"));
  const lists = Array.isArray(found?.prices)
    ? found.prices.map(({ prices }) => prices)
    : [found?.prices ?? {}];
  return lists.some((prices) => Object.keys(prices).some((key) => !key.endsWith("_mtok")));
}
