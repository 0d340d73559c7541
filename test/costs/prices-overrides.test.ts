// cost_models.yaml: one's own prices over the generated ones.
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { priceCall } from "@/lib/costs/prices";
import { listPrices } from "@/lib/costs/prices/list";
import { loadPrices } from "@/lib/costs/prices/load";
import { parseOverrides } from "@/lib/costs/prices/overrides";
import { TokenBuckets } from "@/lib/costs/schema";

const million = 1_000_000;
const now = new Date("2026-11-10T12:00:00Z");

function pricesWith(yaml: string) {
  const file = join(mkdtempSync(join(tmpdir(), "omoi-prices-")), "cost_models.yaml");
  writeFileSync(file, yaml);
  const prices = loadPrices(file);
  const price = (provider: string, model: string, tokens: Partial<TokenBuckets>, at = now) =>
    priceCall({ provider, model, tokens: TokenBuckets.parse(tokens), occurredAt: at }, prices);
  return { prices, price };
}

const CONTRACT = `
providers:
  anthropic:
    claude-opus-4-8:
      prompt_token_cost: 0.000004
      completion_token_cost: "0.00002"
      effective_from: "2026-11-01"
      effective_to: "2026-12-01"
  our-gateway:
    coder-large:
      prompt_token_cost: 0.0000004
      completion_token_cost: 1.6e-6
      cache_read_token_cost: 0.00000004
      tiers:
        - from_tokens: 1001
          prompt_token_cost: 0.0000008
          completion_token_cost: 0.0000032
      aliases: [Coder]
    local-qwen:
      free: true
  openai:
    gpt-5:
      aliases: [the-good-one]
`;

describe("prices of one's own", () => {
  it("come before the generated ones while they are in force, under every name of the model", () => {
    const { price } = pricesWith(CONTRACT);
    const on = (day: string, name = "claude-opus-4-8") =>
      price("anthropic", name, { input: million }, new Date(day)).totalCost;
    expect(on("2026-10-31T23:59:59.999Z")).toBe("5");
    expect(on("2026-11-01T00:00:00Z")).toBe("4");
    expect(on("2026-11-30T23:59:59.999Z", "claude-opus-4-8-20260901[1m]")).toBe("4");
    expect(on("2026-12-01T00:00:00Z")).toBe("5");
    expect(price("aws", "us.anthropic.claude-opus-4-8", { input: million }).totalCost).toBe("5.5");
  });

  it("Claude's cache writes follow from its input where they are left out; others cost what input does", () => {
    const { price } = pricesWith(CONTRACT);
    const claude = (tokens: Partial<TokenBuckets>) => price("anthropic", "claude-opus-4-8", tokens).totalCost;
    expect([claude({ cacheWrite5m: million }), claude({ cacheWrite1h: million })]).toEqual(["5", "8"]);
    const own = (tokens: Partial<TokenBuckets>) => price("our-gateway", "coder-large", tokens).totalCost;
    expect([own({ cacheWrite5m: 1000 }), own({ cacheWrite1h: 1000 })]).toEqual(["0.0004", "0.0004"]);
    expect([own({ cacheRead: 1000 }), own({ output: 1000 })]).toEqual(["0.00004", "0.0016"]);
  });

  it("price a model of one's own, by its name, its alias, and with or without its provider", () => {
    const { price } = pricesWith(CONTRACT);
    for (const [provider, name] of [
      ["our-gateway", "coder-large"],
      ["our-gateway", "coder"],
      ["", "CODER"],
      ["", "our-gateway/coder-large"],
    ] as const) {
      const canonical = { provider: "our-gateway", model: "coder-large", totalCost: "0.0004" };
      expect(price(provider, name, { input: 1000 })).toMatchObject(canonical);
    }
    expect(price("our-gateway", "coder-large", { input: 1001 }).totalCost).toBe("0.0008008");
    expect(price("our-gateway", "local-qwen", { input: million }).totalCost).toBe("0");
    expect(price("our-gateway", "coder-small", { input: million }).totalCost).toBeNull();
  });

  it("an alias alone gives a model a further name, at the generated price", () => {
    const { price } = pricesWith(CONTRACT);
    const found = { provider: "openai", model: "gpt-5", totalCost: "1.25" };
    expect(price("openai", "the-good-one", { input: million })).toMatchObject(found);
  });

  it("are told apart in the price list and by the version", () => {
    const { prices } = pricesWith(CONTRACT);
    const rows = (q: string) => listPrices({ q, limit: 50 }, now, prices).items;
    expect(rows("our-gateway coder")).toMatchObject([
      { source: "override", model: "coder-large", tiers: [{ fromTokens: 0 }, { fromTokens: 1001 }] },
    ]);
    const own = rows("claude-opus-4-8").filter(({ provider }) => provider === "anthropic");
    expect(own).toMatchObject([
      {
        source: "override",
        effectiveFrom: "2026-11-01",
        effectiveTo: "2026-12-01",
        tiers: [{ input: "0.000004" }],
      },
    ]);
    const later = listPrices({ q: "anthropic claude-opus-4-8", limit: 50 }, new Date("2027-01-01"), prices);
    expect(later.items[0]).toMatchObject({ source: "generated", effectiveTo: null });
    const plain = pricesWith("providers: {}").prices.version;
    expect(prices.version).toMatch(new RegExp(`^${plain.replaceAll(".", "\\.")} \\+[0-9a-f]{8}$`));
    expect(pricesWith(`# a comment\n${CONTRACT}`).prices.version).toBe(prices.version);
    expect(pricesWith(CONTRACT.replace("0.000004", "0.0000041")).prices.version).not.toBe(prices.version);
  });

  it("without the file the generated prices stand alone", () => {
    const prices = loadPrices(join(tmpdir(), "no-such-folder", "cost_models.yaml"));
    expect(listPrices({ q: "claude-opus-4-8", limit: 1 }, now, prices).items).toHaveLength(1);
  });
});

const model = (lines: string) =>
  `providers:\n  acme:\n    m1:\n${lines
    .split("\n")
    .map((line) => `      ${line}`)
    .join("\n")}\n`;
const costs = "prompt_token_cost: 0.000001\ncompletion_token_cost: 0.000002";

describe("a broken cost_models.yaml", () => {
  it.each([
    ["providers:\n  a: [", 2, "This [ is never closed"],
    ["provider: {}", 1, "provider: There is no such key."],
    [model("prompt_token_cost: 0.000001"), 3, "providers.acme.m1.completion_token_cost: Is required."],
    [model("aliases: []"), 4, "providers.acme.m1.aliases"],
    [model(`${costs}\ncache_token_cost: 0`), 6, "providers.acme.m1.cache_token_cost: There is no such key."],
    [
      model("prompt_token_cost: -1\ncompletion_token_cost: 0"),
      4,
      "providers.acme.m1.prompt_token_cost: Must be",
    ],
    [model("prompt_token_cost: 0\ncompletion_token_cost: 15"), 5, "not for a million"],
    [model("prompt_token_cost: 0\ncompletion_token_cost: cheap"), 5, "Must be a number of USD"],
    [model(`${costs}\nfree: true`), 4, "prompt_token_cost: Must be absent: the model is free."],
    [model(`${costs}\neffective_from: "1 May"`), 6, "effective_from: Must be a day"],
    [
      model(`${costs}\neffective_from: "2026-02-01"\neffective_to: "2026-02-01"`),
      7,
      "Must be after effective_from.",
    ],
    [
      model(`${costs}\ntiers:\n  - from_tokens: 0\n    ${costs.replace("\n", "\n    ")}`),
      7,
      "tiers.0.from_tokens: Must be at least 1.",
    ],
    ["providers:\n  acme:\n    m1:\n      aliases: [m2]", 3, "The built-in list of acme has no price for m1"],
    [
      `providers:\n  acme:\n    m1:\n      free: true\n      aliases: [m2]\n    m2:\n      free: true`,
      6,
      "m2 is a name of m1 already",
    ],
  ])("%j is refused at line %i: %s", (text, line, words) => {
    expect(() => loadFrom(text)).toThrow(`cost_models.yaml, line ${line}: `);
    expect(() => loadFrom(text)).toThrow(words);
  });

  function loadFrom(text: string) {
    return pricesWith(text);
  }

  it("the shipped file is read, and its examples are valid once they are no comments", () => {
    const shipped = readFileSync("config/cost_models.yaml", "utf8");
    expect(parseOverrides(shipped, "shipped", () => true)).toEqual([]);
    const examples = shipped
      .slice(shipped.indexOf("# providers:"))
      .replace(/^providers: \{\}\n/m, "")
      .replace(/^# ?/gm, "");
    const { price } = pricesWith(examples);
    expect(parseOverrides(examples, "examples", () => false).map(({ model }) => model)).toEqual([
      "claude-sonnet-4-5",
      "coder-large",
      "local-qwen",
    ]);
    expect(price("anthropic", "claude-sonnet-4-5", { input: 100_000 }).totalCost).toBe("0.27");
  });
});
