import { z } from "zod";
import { UsdAmount } from "@/lib/platform/money";
import { PageQuery } from "@/lib/platform/schema";

/** USD for one token of each bucket, while a prompt has at least `fromTokens`. */
export const TokenPrices = z
  .object({
    fromTokens: z.int().min(0),
    input: UsdAmount,
    cacheRead: UsdAmount,
    cacheWrite5m: UsdAmount,
    cacheWrite1h: UsdAmount,
    output: UsdAmount,
  })
  .meta({ id: "TokenPrices" });
export type TokenPrices = z.infer<typeof TokenPrices>;

export const ModelPrice = z
  .object({
    provider: z.string(),
    model: z.string(),
    source: z.enum(["generated", "override"]).describe("`override`: from config/cost_models.yaml."),
    effectiveFrom: z.iso.date().nullable().describe("First day, in UTC; null: as far back as records go."),
    effectiveTo: z.iso.date().nullable().describe("First day on which it no longer counts."),
    hours: z
      .object({ from: z.string(), to: z.string() })
      .nullable()
      .describe("Hours of the day in UTC, as 16:30, where a price counts only then."),
    tiers: z.array(TokenPrices).min(1).describe("The tier of the whole prompt prices the whole call."),
  })
  .meta({ id: "ModelPrice" });
export type ModelPrice = z.infer<typeof ModelPrice>;

export const PricesQuery = PageQuery.extend({
  q: z.string().max(200).optional().describe("Words in the provider's or the model's name."),
});
export type PricesQuery = z.infer<typeof PricesQuery>;

export const PriceList = z
  .object({
    version: z.string().describe("What a record's `priceVersion` says when these prices were applied."),
    generatedFrom: z.string().describe("Package and version of the generated prices."),
    generatedAt: z.string(),
    problem: z
      .string()
      .nullable()
      .describe(
        "What is wrong with config/cost_models.yaml since it was changed; the prices before stay in force.",
      ),
    total: z.int().describe("Rows that match, on this page and on others."),
    items: z.array(ModelPrice),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: "PriceList" });
export type PriceList = z.infer<typeof PriceList>;
