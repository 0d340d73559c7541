// What calls cost: tokens times the prices in force when they were made.
import type { TokenBuckets } from "../schema";
import { costOf, spanAt } from "./engine";
import { type Prices, prices } from "./load";

export { listPrices } from "./list";

export interface Call {
  /** Empty: unknown, found by the model's name. */
  provider: string;
  model: string;
  tokens: TokenBuckets;
  occurredAt: Date;
  /** The tokens are those of several calls, so no prompt is as long as their sum: the first tier prices them. */
  isSum?: boolean;
}

export interface PricedCall {
  /** Canonical, as the model's name is; never empty. */
  provider: string;
  model: string;
  /** USD; null while no price is known. */
  totalCost: string | null;
  priceVersion: string | null;
}

/** As many digits as the ledger keeps. */
const DIGITS = 12;

export function priceCall(call: Call, from: Prices = prices()): PricedCall {
  const { provider, model, spans } = from.catalogue.find(call.provider, call.model);
  const span = spanAt(spans, call.occurredAt);
  if (!span) return { provider, model, totalCost: null, priceVersion: null };
  const tiers = call.isSum ? span.tiers.slice(0, 1) : span.tiers;
  const cost = costOf(tiers, call.tokens).round(DIGITS);
  return { provider, model, totalCost: cost.toFixed(), priceVersion: from.version };
}

/** Throws for a broken cost_models.yaml, naming file, line and key: to be called at the start. */
export function checkPrices(): void {
  prices();
}
