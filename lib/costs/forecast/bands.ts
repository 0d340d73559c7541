// Quantiles of what was drawn, and how good they turned out to be.

/** Ten, fifty and ninety of a hundred draws lie below; in the unit of the draws. */
export interface Band {
  p10: number;
  p50: number;
  p90: number;
}

/** The share of the outcomes that the band from `p10` to `p90` is meant to hold. */
export const NOMINAL = 0.8;

/** In the unit of the values, which need no order. Linear between neighbours (Hyndman and Fan, 1996, definition 7). */
function quantileOf(rising: ArrayLike<number>, share: number): number {
  if (rising.length === 0) return Number.NaN;
  const at = share * (rising.length - 1);
  const low = rising[Math.floor(at)] as number;
  return low + ((rising[Math.ceil(at)] as number) - low) * (at - Math.floor(at));
}

/** The band of these draws, in their unit. */
export function bandOf(draws: Iterable<number>): Band {
  const rising = Float64Array.from(draws).sort();
  return { p10: quantileOf(rising, 0.1), p50: quantileOf(rising, 0.5), p90: quantileOf(rising, 0.9) };
}

/** Whether what happened lies within the band, its ends among it. */
export function isInside({ p10, p90 }: Pick<Band, "p10" | "p90">, actual: number): boolean {
  return p10 <= actual && actual <= p90;
}

/**
 * Loss of foretelling `told` as the quantile at `share` of what was `actual`, in their unit; less is better
 * (Koenker and Bassett, Regression Quantiles, 1978).
 */
export function pinballLoss(told: number, actual: number, share: number): number {
  return actual >= told ? share * (actual - told) : (1 - share) * (told - actual);
}

/** Mean loss of a band's three quantiles, in the unit of its values. */
export function bandLoss({ p10, p50, p90 }: Band, actual: number): number {
  const losses =
    pinballLoss(p10, actual, 0.1) + pinballLoss(p50, actual, 0.5) + pinballLoss(p90, actual, 0.9);
  return losses / 3;
}
