import Big from "big.js";
import type { TokenBuckets } from "../schema";
import type { Hours, PriceSpan, PriceTier } from "./book";

/** The last that is in force at that time; spans are in the order in which later ones win. */
export function spanAt(spans: readonly PriceSpan[], at: Date): PriceSpan | undefined {
  return spans.findLast((span) => isOnDay(span, at) && (span.hours === null || isWithin(span.hours, at)));
}

/** Whether a price counts that day, at least at some hours. */
export function isOnDay({ from, to }: PriceSpan, at: Date): boolean {
  return (from === null || from <= at) && (to === null || at < to);
}

function isWithin({ from, to }: Hours, at: Date): boolean {
  const time = at.toISOString().slice(11, 16);
  return from <= to ? from <= time && time < to : from <= time || time < to;
}

/** USD, exact. The whole prompt, cache included, chooses the tier that prices the whole call. */
export function costOf(tiers: readonly PriceTier[], tokens: TokenBuckets): Big {
  const prompt = tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h;
  const tier = tiers.findLast(({ fromTokens }) => prompt >= fromTokens);
  if (!tier) throw new RangeError("No tier begins at 0 tokens.");
  return new Big(tier.input)
    .times(tokens.input)
    .plus(new Big(tier.cacheRead).times(tokens.cacheRead))
    .plus(new Big(tier.cacheWrite5m).times(tokens.cacheWrite5m))
    .plus(new Big(tier.cacheWrite1h).times(tokens.cacheWrite1h))
    .plus(new Big(tier.output).times(tokens.output));
}
