// One model in cost_models.yaml, and the prices that it comes to.
import Big from "big.js";
import { z } from "zod";
import type { PriceSpan, PriceTier } from "./book";

/** What one token may cost at most: above it somebody wrote the price of a million. */
const PER_TOKEN_MAX = 0.01;

const AMOUNT = 'Must be a number of USD, for example 0.000003 or "0.000003".';

const Cost = z
  .union([z.number(), z.string()], { error: AMOUNT })
  .refine((cost) => /^\d+(\.\d+)?(e-\d+)?$/.test(String(cost)), AMOUNT)
  .refine(
    (cost) => Number(cost) < PER_TOKEN_MAX,
    "Is USD for one token, not for a million: must be below 0.01.",
  )
  .transform((cost) => new Big(cost).toFixed());

const costs = {
  prompt_token_cost: Cost,
  completion_token_cost: Cost,
  cache_read_token_cost: Cost.optional(),
  cache_write_5m_token_cost: Cost.optional(),
  cache_write_1h_token_cost: Cost.optional(),
};

const Tier = z.strictObject({ from_tokens: z.int().min(1), ...costs });
type Costs = Omit<z.infer<typeof Tier>, "from_tokens">;

const Day = z.iso.date('Must be a day, for example "2026-11-01".');

/** Tiers that providers say that they served a call at; `us`: within the United States alone. */
const TIERS = ["batch", "flex", "priority", "fast", "ultrafast", "us"] as const;
const FACTOR = "Must be a number above 0 and up to 100: 0.5 is half the price.";
const Factor = z
  .union([z.number(), z.string()], { error: FACTOR })
  .refine(
    (factor) => /^\d+(\.\d+)?$/.test(String(factor)) && Number(factor) > 0 && Number(factor) <= 100,
    FACTOR,
  )
  .transform((factor) => new Big(factor).toFixed());

export const Entry = z
  .strictObject({
    ...z.strictObject(costs).partial().shape,
    tiers: z.array(Tier).min(1).optional(),
    aliases: z.array(z.string().trim().min(1).max(200)).min(1).optional(),
    effective_from: Day.optional(),
    effective_to: Day.optional(),
    free: z.literal(true).optional(),
    multipliers: z.partialRecord(z.enum(TIERS), Factor).optional(),
  })
  .superRefine((entry, context) => {
    const refuse = (key: string, message: string) =>
      context.addIssue({ code: "custom", path: [key], message });
    const given = Object.keys(entry).filter((key) => key.endsWith("_cost") || key === "tiers");
    const own = given.length > 0 || entry.effective_from || entry.effective_to;
    if (entry.free) {
      if (given[0]) refuse(given[0], "Must be absent: the model is free.");
    } else if (own || !(entry.aliases || entry.multipliers)) {
      for (const key of ["prompt_token_cost", "completion_token_cost"] as const) {
        if (entry[key] === undefined) refuse(key, "Is required.");
      }
    }
    if (entry.effective_from && entry.effective_to && entry.effective_from >= entry.effective_to) {
      refuse("effective_to", "Must be after effective_from.");
    }
    const isRising = entry.tiers?.every(({ from_tokens }, index, tiers) => {
      return index === 0 || from_tokens > (tiers[index - 1]?.from_tokens ?? 0);
    });
    if (isRising === false) refuse("tiers", "Each must begin at more tokens than the one before.");
  });
export type Entry = z.infer<typeof Entry>;

const FREE: Costs = { prompt_token_cost: "0", completion_token_cost: "0" };

/** Null: the entry has no price, only further names. */
export function toSpan(model: string, entry: Entry): PriceSpan | null {
  const { prompt_token_cost, completion_token_cost, tiers = [] } = entry.free ? { ...entry, ...FREE } : entry;
  if (prompt_token_cost === undefined || completion_token_cost === undefined) return null;
  const base = { ...entry, prompt_token_cost, completion_token_cost, from_tokens: 0 };
  return {
    from: entry.effective_from ? new Date(entry.effective_from) : null,
    to: entry.effective_to ? new Date(entry.effective_to) : null,
    hours: null,
    tiers: [base, ...tiers].map((tier) => toTier(model, tier.from_tokens, tier)),
  };
}

/** Anthropic writes a cache at 1.25 times the price of input for five minutes, at twice that price for an hour. */
function toTier(model: string, fromTokens: number, own: Costs): PriceTier {
  const input = own.prompt_token_cost;
  const isClaude = model.toLowerCase().includes("claude");
  const inputTimes = (factor: string) => new Big(input).times(factor).toFixed();
  const cacheWrite5m = own.cache_write_5m_token_cost ?? (isClaude ? inputTimes("1.25") : input);
  return {
    fromTokens,
    input,
    cacheRead: own.cache_read_token_cost ?? input,
    cacheWrite5m,
    cacheWrite1h: own.cache_write_1h_token_cost ?? (isClaude ? inputTimes("2") : cacheWrite5m),
    output: own.completion_token_cost,
  };
}
