// From the data of @pydantic/genai-prices to our price book: USD per token, exact decimals, no float.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type ConditionalPrice, type ModelInfo, type Provider, waitForUpdate } from "@pydantic/genai-prices";
import Big from "big.js";
import { type BookModel, type BookProvider, PriceBook } from "@/lib/costs/prices/book";

export interface PriceSource {
  name: string;
  version: string;
  license: string;
  providers: Provider[];
}

const NAME = "@pydantic/genai-prices";

export async function readPackage(): Promise<PriceSource> {
  const folder = new URL(`../../node_modules/${NAME}/`, import.meta.url);
  const { version, license } = JSON.parse(readFileSync(new URL("package.json", folder), "utf8"));
  const copyright = /^Copyright .+$/m.exec(readFileSync(new URL("LICENSE", folder), "utf8"))?.[0] ?? "";
  const providers = await waitForUpdate();
  if (!providers) throw new Error(`${NAME} ${version} came without its price data: run npm ci.`);
  return { name: NAME, version, license: `${license}. ${copyright}`, providers };
}

export function importPrices(source: PriceSource, generatedAt: string): PriceBook {
  return PriceBook.parse({
    package: source.name,
    version: source.version,
    license: source.license,
    sha256: createHash("sha256").update(JSON.stringify(source.providers)).digest("hex"),
    generatedAt,
    providers: source.providers.map(toProvider),
  });
}

function toProvider(provider: Provider): BookProvider {
  return {
    id: provider.id,
    ...(provider.provider_match ? { match: provider.provider_match } : {}),
    ...(provider.model_match ? { modelMatch: provider.model_match } : {}),
    ...(provider.fallback_model_providers ? { alsoSells: provider.fallback_model_providers } : {}),
    models: provider.models.map((model) => ({
      id: model.id,
      match: model.match,
      prices: toSpans(model, `${provider.id}/${model.id}`),
    })),
  };
}

type Prices = ConditionalPrice["prices"];
type Span = BookModel["prices"][number];

function toSpans(model: ModelInfo, where: string): Span[] {
  const list: ConditionalPrice[] = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];
  if (list.some(({ prices }) => !isSoldByTokens(prices, model))) return [];
  // The first also counts where none is in force: whatever bounds it has bounds nothing.
  return list.map(({ constraint, prices }, index) => ({
    ...toConstraint(index === 0 ? undefined : constraint, where),
    tiers: toTiers(prices, where),
  }));
}

/** By tokens alone: who also bills each request, or bills minutes or pages, cannot be priced from tokens. */
function isSoldByTokens(prices: Prices, model: ModelInfo): boolean {
  if (Object.keys(prices).length === 0) return saysFree(model);
  return "input_mtok" in prices && !("requests_kcount" in prices);
}

/** No price at all is 0 only where the source says that it is: an unknown price is not 0. */
function saysFree(model: ModelInfo): boolean {
  const said = `${model.price_comments ?? ""} ${model.description ?? ""}`;
  return model.id.endsWith(":free") || /free of charge|included in the subscription/i.test(said);
}

function toConstraint(
  constraint: ConditionalPrice["constraint"],
  where: string,
): Pick<Span, "from" | "hours"> {
  if (!constraint) return {};
  if ("start_date" in constraint) return { from: constraint.start_date };
  return { hours: { from: toUtc(constraint.start_time, where), to: toUtc(constraint.end_time, where) } };
}

function toUtc(time: string, where: string): string {
  const [, minutes] = /^(\d\d:\d\d):00Z$/.exec(time) ?? [];
  if (!minutes)
    throw new Error(`${where}: ${time} is no full minute in UTC; prices would begin at another time.`);
  return minutes;
}

function toTiers(prices: Prices, where: string): Span["tiers"] {
  const starts = Object.values(prices).flatMap((price) =>
    typeof price === "object" ? price.tiers.map((tier) => tier.start) : [],
  );
  // A tier there begins above its start, here with `fromTokens`.
  const from = [0, ...new Set(starts.map((start) => start + 1))].sort((a, b) => a - b);
  return from.map((fromTokens) => toTier(prices, fromTokens, where));
}

function toTier(prices: Prices, fromTokens: number, where: string): Span["tiers"][number] {
  const at = (key: string) => priceAt(prices[key], fromTokens);
  const input = at("input_mtok") ?? "0";
  const write5m = at("cache_write_5m_mtok") ?? at("cache_write_mtok");
  const write1h = at("cache_write_1h_mtok") ?? (write5m && isClaude(where) ? twice(input) : undefined);
  const optional = {
    cacheRead: at("cache_read_mtok"),
    cacheWrite5m: write5m,
    cacheWrite1h: write1h,
    output: at("output_mtok"),
  };
  return { fromTokens, input, ...Object.fromEntries(Object.entries(optional).filter(([, price]) => price)) };
}

/** Anthropic writes a cache for an hour at twice the price of input, whoever sells its models. */
function isClaude(where: string): boolean {
  return where.includes("claude");
}

function twice(price: string): string {
  return new Big(price).times(2).toFixed();
}

/** USD a million tokens is rounded to twelve digits: what lies behind them is the noise of floats. */
function priceAt(price: Prices[string], fromTokens: number): string | undefined {
  if (price === undefined) return undefined;
  const perMillion =
    typeof price === "number"
      ? price
      : price.tiers.reduce((found, tier) => (fromTokens > tier.start ? tier.price : found), price.base);
  return new Big(perMillion).round(12).times("0.000001").toFixed();
}
