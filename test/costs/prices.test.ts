// What a call costs, whatever its model is called.
import { describe, expect, it } from "vitest";
import { priceCall } from "@/lib/costs/prices";
import { TokenBuckets } from "@/lib/costs/schema";

const occurredAt = new Date("2026-11-01T12:00:00Z");

function price(provider: string, model: string, tokens: Partial<TokenBuckets>, at = occurredAt) {
  return priceCall({ provider, model, tokens: TokenBuckets.parse(tokens), occurredAt: at });
}

const million = 1_000_000;

describe("names", () => {
  it.each([
    ["anthropic", "claude-sonnet-4-5", "anthropic", "claude-sonnet-4-5"],
    ["anthropic", "claude-sonnet-4-5-20250929", "anthropic", "claude-sonnet-4-5"],
    ["anthropic", "claude-sonnet-4-5-20250929[1m]", "anthropic", "claude-sonnet-4-5"],
    ["anthropic", " Claude-Opus-4-5 ", "anthropic", "claude-opus-4-5"],
    ["anthropic", "anthropic/claude-sonnet-4.5", "anthropic", "claude-sonnet-4-5"],
    ["", "claude-opus-4-8", "anthropic", "claude-opus-4-8"],
    ["", "anthropic/claude-sonnet-4-5", "anthropic", "claude-sonnet-4-5"],
    ["a-gateway-of-ours", "claude-opus-4-8", "anthropic", "claude-opus-4-8"],
    ["openrouter", "anthropic/claude-sonnet-4.5", "openrouter", "anthropic/claude-sonnet-4.5"],
    ["", "openrouter/anthropic/claude-sonnet-4.5", "openrouter", "anthropic/claude-sonnet-4.5"],
    ["", "litellm_proxy/openai/gpt-5", "openai", "gpt-5"],
    ["openai", "gpt-5-2025-08-07", "openai", "gpt-5"],
    ["azure", "gpt-5-20250807", "azure", "gpt-5"],
    ["gemini", "models/gemini-2.5-pro", "google", "gemini-2.5-pro"],
    ["vertex_ai", "claude-sonnet-4@20250514", "google", "claude-4-sonnet"],
    ["", "claude-opus-4-5@20251101", "anthropic", "claude-opus-4-5"],
    ["", "publishers/anthropic/models/claude-opus-4-5@20251101", "google", "claude-opus-4-5"],
    ["", "@cf/google/gemma-3-12b-it", "cloudflare", "@cf/google/gemma-3-12b-it"],
  ])("%s %s is %s %s", (provider, name, canonicalProvider, model) => {
    const priced = price(provider, name, { input: 1 });
    expect(priced).toMatchObject({ provider: canonicalProvider, model });
    expect(priced.totalCost).not.toBeNull();
  });

  it.each([
    ["aws", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "3.3"],
    ["anthropic", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "3.3"],
    ["bedrock", "apac.anthropic.claude-opus-5", "5.5"],
    ["", "global.anthropic.claude-sonnet-4-5-20250929-v1:0", "3"],
    ["", "arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-opus-4-5-20251101-v1:0", "5.5"],
  ])("a name of Bedrock's has Bedrock's price, whoever is told: %s %s", (provider, name, perMillion) => {
    const { provider: sold, totalCost } = price(provider, name, { input: 100_000 });
    expect(sold).toBe("aws");
    expect(Number(totalCost)).toBeCloseTo(Number(perMillion) / 10, 12);
  });

  it.each([
    ["", "zork-1", "unknown", "zork-1"],
    ["", "", "unknown", "unknown"],
    ["my-cloud", "zork-1", "my-cloud", "zork-1"],
    ["anthropic", "claude-opus-99", "anthropic", "claude-opus-99"],
    ["openai", "claude-opus-4-8", "openai", "claude-opus-4-8"],
    ["perplexity", "sonar", "perplexity", "sonar"],
    ["", "[1m]", "unknown", "[1m]"],
  ])("%s %s has no price, and a name all the same", (provider, name, canonicalProvider, model) => {
    const unknown = { provider: canonicalProvider, model, totalCost: null, priceVersion: null };
    const { assumedCost, ...told } = price(provider, name, { input: 5 });
    expect(told).toEqual(unknown);
    expect(Number(assumedCost)).toBeGreaterThan(0);
  });

  it("a name that is longer than any does not take longer than a moment", () => {
    const name = `${"a/".repeat(90)}claude-opus-4-8`;
    expect(price("", name, { input: 1 }).totalCost).not.toBeNull();
  });
});

describe("prices", () => {
  it("each bucket has its own price, and one-hour cache writes cost twice the input", () => {
    const cost = (tokens: Partial<TokenBuckets>) => price("anthropic", "claude-opus-4-8", tokens).totalCost;
    expect(cost({ input: million })).toBe("5");
    expect(cost({ cacheRead: million })).toBe("0.5");
    expect(cost({ cacheWrite5m: million })).toBe("6.25");
    expect(cost({ cacheWrite1h: million })).toBe("10");
    expect(cost({ output: million })).toBe("25");
    expect(cost({})).toBe("0");
  });

  it("Claude sold by others has the dearer one-hour write too, though the list has one write price", () => {
    const { totalCost } = price("google", "claude-opus-4-8", { cacheWrite1h: million });
    expect(totalCost).toBe("10");
  });

  it("is exact where floats are not", () => {
    expect(price("anthropic", "claude-opus-4-8", { cacheRead: 3, input: 1 }).totalCost).toBe("0.0000065");
    expect(price("openai", "gpt-5", { input: 1, cacheRead: 1, output: 1 }).totalCost).toBe("0.000011375");
  });

  it("the whole prompt, cache included, chooses the tier that prices the whole call", () => {
    const cost = (cacheRead: number) =>
      price("anthropic", "claude-sonnet-4-5", { input: 100, cacheRead, output: 1000 }).totalCost;
    expect(cost(199_900)).toBe("0.07527");
    expect(cost(199_901)).toBe("0.1430406");
  });

  it("tokens of several calls are no long prompt", () => {
    const tokens = TokenBuckets.parse({ cacheRead: 5 * million });
    const call = { provider: "anthropic", model: "claude-sonnet-4-5", tokens, occurredAt };
    expect(priceCall({ ...call, isSum: true }).totalCost).toBe("1.5");
    expect(priceCall(call).totalCost).toBe("3");
  });

  it("a call has the price of its own day", () => {
    const cost = (at: string) => price("openai", "o3", { input: million }, new Date(at)).totalCost;
    expect(cost("2025-06-09T23:59:59.999Z")).toBe("10");
    expect(cost("2025-06-10T00:00:00Z")).toBe("2");
  });

  it("and of its own hour, where a provider has hours", () => {
    const cost = (time: string) =>
      price("deepseek", "deepseek-v4-flash", { output: million }, new Date(`2026-11-01T${time}Z`)).totalCost;
    expect([cost("00:59:59"), cost("01:00:00"), cost("03:59:59"), cost("04:00:00")]).toEqual([
      "0.66",
      "1.32",
      "1.32",
      "0.66",
    ]);
  });

  it("names the prices that were applied", () => {
    const { priceVersion } = price("anthropic", "claude-opus-4-8", { input: 1 });
    expect(priceVersion).toMatch(/^@pydantic\/genai-prices \d+\.\d+\.\d+ [0-9a-f]{8}$/);
  });
});
