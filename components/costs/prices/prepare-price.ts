// Prices in words. They are kept for one token and read for a million; none passes through a float.
import Big from "big.js";
import type { ModelPrice, TokenPrices } from "@/lib/costs/schema";
import type { UsdAmount } from "@/lib/platform/money";

/** `3.00`, `0.0028`: USD for a million tokens, two digits after the point or as many as there are. */
export function perMillion(amount: UsdAmount): string {
  const exact = new Big(amount).times(1_000_000);
  const digits = exact.toFixed();
  const fraction = digits.split(".")[1] ?? "";
  return fraction.length > 2 ? digits : exact.toFixed(2);
}

export const PRICE_COLUMNS = [
  { key: "input", label: "Input" },
  { key: "cacheRead", label: "Cache read" },
  { key: "cacheWrite5m", label: "Write, 5 min" },
  { key: "cacheWrite1h", label: "Write, 1 h" },
  { key: "output", label: "Output" },
] as const satisfies { key: keyof TokenPrices; label: string }[];

/** Which prompts a tier is for: all of them, or those up to or from a length. */
export function tierWords(tiers: TokenPrices[], index: number): string {
  const next = tiers[index + 1];
  const from = tiers[index]?.fromTokens ?? 0;
  if (from > 0) return `from ${from.toLocaleString("en")}`;
  return next ? `to ${(next.fromTokens - 1).toLocaleString("en")}` : "any";
}

/** When a price counts: days are in UTC; null where it simply does. */
export function timeWords({
  effectiveFrom,
  effectiveTo,
  hours,
}: Pick<ModelPrice, "effectiveFrom" | "effectiveTo" | "hours">): string | null {
  const parts = [
    effectiveFrom ? `from ${effectiveFrom}` : null,
    effectiveTo ? `before ${effectiveTo}` : null,
    hours ? `${hours.from}–${hours.to} UTC` : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(", ") : null;
}

/** Tells rows of a list apart: a model has several where its price depends on the day or the hour. */
export function priceKey({ provider, model, effectiveFrom, hours }: ModelPrice): string {
  return [provider, model, effectiveFrom ?? "", hours?.from ?? ""].join("\n");
}
