// Amounts in words. Money stays exact: only a bar's length may pass through a float.
import Big from "big.js";
import { formatUsd, type UsdAmount } from "@/lib/platform/money";

/** A single call is often below a cent: `$ 0.0123`, or all its digits where four say nothing. */
export function formatCallUsd(amount: UsdAmount): string {
  const exact = new Big(amount);
  if (exact.gte(1)) return formatUsd(amount);
  if (exact.gt(0) && exact.lt("0.0001")) return `$ ${exact.toFixed()}`;
  return `$ ${exact.toFixed(4, Big.roundHalfUp)}`;
}

export function sumUsd(amounts: UsdAmount[]): UsdAmount {
  return amounts.reduce((sum, amount) => sum.plus(amount), new Big(0)).toFixed();
}

/** For sorting: the dearest first. */
export function byUsd(a: UsdAmount, b: UsdAmount): number {
  return new Big(b).cmp(a);
}

/** How much of `whole` a part is, from 0 to 1, for the length of a bar. */
export function usdShare(part: UsdAmount, whole: UsdAmount): number {
  if (new Big(whole).lte(0)) return 0;
  return Math.min(1, new Big(part).div(whole).toNumber());
}

/** Whole per cents, rounded down, so that 100 % is said only of what is spent. */
export function usdPercent(part: UsdAmount, whole: UsdAmount): string {
  if (new Big(whole).lte(0)) return "0 %";
  const percent = new Big(part).times(100).div(whole).round(0, Big.roundDown);
  return `${BigInt(percent.toFixed()).toLocaleString("en")} %`;
}
