// What calls cost: tokens times the prices in force when they were made.
import Big from "big.js";
import type { TokenBuckets } from "../schema";
import type { PriceSpan } from "./book";
import type { Priced } from "./catalogue";
import { costOf, spanAt } from "./engine";
import { type Prices, prices } from "./load";
import { factorOf, isTierKnown } from "./served";

export { listPrices } from "./list";

export interface Call {
  /** Empty: unknown, found by the model's name. */
  provider: string;
  model: string;
  tokens: TokenBuckets;
  occurredAt: Date;
  /** The tokens are those of several calls, so no prompt is as long as their sum: the first tier prices them. */
  isSum?: boolean;
  /** What it was served at, where that is not the usual: `flex`, or several as `fast+us`. */
  tier?: string | null;
}

export interface PricedCall {
  /** Canonical, as the model's name is; never empty. */
  provider: string;
  model: string;
  /** USD; null while no price is known. */
  totalCost: string | null;
  /** Without a price: what it costs at the dearest known model's, of that provider or of all. */
  assumedCost: string | null;
  priceVersion: string | null;
  /** The price of its tier is not known: it is priced at the usual one. */
  isTierUnknown?: true;
}

/** As many digits as the ledger keeps. */
const DIGITS = 12;

export function priceCall(call: Call, from: Prices = prices()): PricedCall {
  const { provider, model, spans, multipliers } = from.catalogue.find(call.provider, call.model);
  const unsure = isTierKnown(call.tier, provider, multipliers) ? {} : { isTierUnknown: true as const };
  const span = spanAt(spans, call.occurredAt);
  if (!span) {
    const assumedCost = assume(call, from.catalogue.dearest(provider));
    return { provider, model, totalCost: null, assumedCost, priceVersion: null, ...unsure };
  }
  const cost = costAt(span, call)
    .times(factorOf(call.tier, provider, multipliers))
    .round(DIGITS);
  const priceVersion = from.version;
  return { provider, model, totalCost: cost.toFixed(), assumedCost: null, priceVersion, ...unsure };
}

function costAt({ tiers }: PriceSpan, { isSum, tokens }: Call): Big {
  return costOf(isSum ? tiers.slice(0, 1) : tiers, tokens);
}

/** No amount of the ledger is as much. */
const MOST = new Big("99999999");

function assume(call: Call, { spans }: Priced): string {
  const span = spanAt(spans, call.occurredAt) ?? spans.at(-1);
  const cost = span ? costAt(span, call).round(DIGITS) : MOST;
  return (cost.lt(MOST) ? cost : MOST).toFixed();
}

/** What a record's `priceVersion` says when the prices of now were applied. */
export function priceVersion(): string {
  return prices().version;
}

/** Throws for a broken cost_models.yaml, naming file, line and key: to be called at the start. */
export function checkPrices(): void {
  prices();
}
