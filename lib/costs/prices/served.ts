// Tiers that a call was served at, which multiply its price: by the provider's own rule, or by cost_models.yaml.
import Big from "big.js";

/** What a tier multiplies the price by, exact. */
export type Multipliers = Readonly<Record<string, string>>;

/** The same for all models of a provider; others differ by model, so only cost_models.yaml can tell them. */
const KNOWN: Readonly<Record<string, Multipliers>> = {
  anthropic: { batch: "0.5", us: "1.1" },
  openai: { batch: "0.5", flex: "0.5" },
};

/**
 * The product of what these tiers (`fast+us`) multiply the price by. One whose factor nobody knows is left out: see
 * `isTierKnown`.
 */
export function factorOf(tier: string | null | undefined, provider: string, own: Multipliers): Big {
  return partsOf(tier).reduce((factor, part) => factor.times(find(part, provider, own) ?? 1), new Big(1));
}

/** Whether the price of such a call is known, and not only that of the usual tier. */
export function isTierKnown(tier: string | null | undefined, provider: string, own: Multipliers): boolean {
  return partsOf(tier).every((part) => find(part, provider, own) !== undefined);
}

function find(part: string, provider: string, own: Multipliers): string | undefined {
  return own[part] ?? KNOWN[provider]?.[part];
}

const partsOf = (tier: string | null | undefined) => (tier ? tier.split("+") : []);
