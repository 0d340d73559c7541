// The two-stage smoothed bootstrap: resample the history, then draw from that with a little log-normal smoothing.
import type { Random } from "./random";

/** What past tasks of a kind cost, in USD: whole tasks, with all of their attempts. */
export type History = Float64Array;

/** A resampled history. */
export interface Resample {
  /** USD, rising. */
  costs: Float64Array;
  /** Of one smoothed draw: USD and USD². */
  mean: number;
  variance: number;
  /** Standard deviation of the smoothing, in natural logarithms of USD. */
  bandwidth: number;
}

/**
 * Standard deviation of the smoothing, in natural logarithms. Half of Silverman's rule for a normal kernel,
 * 1.06 s n^(-1/5) (Silverman, Density Estimation, 1986, eq. 3.28), of the logarithms of what cost something.
 */
export function bandwidthOf(history: History): number {
  const logs = [...history].filter((cost) => cost > 0).map(Math.log);
  if (logs.length < 2) return 0;
  const mean = logs.reduce((sum, each) => sum + each, 0) / logs.length;
  const variance = logs.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (logs.length - 1);
  return Math.min(0.5, 0.53 * Math.sqrt(variance) * logs.length ** -0.2);
}

/**
 * Draws as many as there are, with replacement: the same history, as it might as well have been (Efron, 1979).
 * `bandwidth` in natural logarithms of USD.
 */
export function resample(history: History, bandwidth: number, random: Random): Resample {
  const { length } = history;
  const costs = new Float64Array(length);
  let sum = 0;
  let squares = 0;
  for (let index = 0; index < length; index += 1) {
    const cost = history[random.below(length)] as number;
    costs[index] = cost;
    sum += cost;
    squares += cost * cost;
  }
  const mean = sum / length;
  // A log-normal factor of mean 1 has the second moment exp(h²).
  const variance = Math.max(0, (squares / length) * Math.exp(bandwidth ** 2) - mean ** 2);
  return { costs, mean, variance, bandwidth };
}

/** USD of one task: one of the resample times exp(h z - h²/2), whose mean is 1. */
function drawOne({ costs, bandwidth }: Resample, random: Random): number {
  return smooth(costs[random.below(costs.length)] as number, bandwidth, random);
}

const smooth = (cost: number, bandwidth: number, random: Random) =>
  bandwidth === 0 ? cost : cost * Math.exp(bandwidth * random.normal() - bandwidth ** 2 / 2);

/** Tasks whose sum is drawn one by one; the sum of more has nearly the form of the formula below. */
const SINGLE_MAX = 48;

/**
 * USD of `count` tasks together. Of many the sum itself is drawn, from the log-normal distribution with its mean and
 * variance (Fenton, The Sum of Log-Normal Probability Distributions, 1960).
 */
export function drawSum(from: Resample, count: number, random: Random): number {
  if (count > SINGLE_MAX) {
    const mean = from.mean * count;
    if (mean === 0) return 0;
    const spread = Math.log(1 + (from.variance * count) / mean ** 2);
    return mean * Math.exp(Math.sqrt(spread) * random.normal() - spread / 2);
  }
  let sum = 0;
  for (let n = 0; n < count; n += 1) sum += drawOne(from, random);
  return sum;
}

/** Rising, so that `drawRest` can look among the dearer ones. */
export function sortResample(from: Resample): Resample {
  from.costs.sort();
  return from;
}

/**
 * USD that a task has yet to cost which has cost `spent` USD already: drawn among past tasks that cost at least that.
 * Where none did, it is the smoothing alone that lets it go on. `from` is sorted.
 */
export function drawRest(from: Resample, spent: number, random: Random): number {
  const { costs, bandwidth } = from;
  const first = firstAtLeast(costs, spent);
  if (first === costs.length) return spent * (Math.exp(Math.abs(bandwidth * random.normal())) - 1);
  const chosen = costs[first + random.below(costs.length - first)] as number;
  return Math.max(0, smooth(chosen, bandwidth, random) - spent);
}

function firstAtLeast(rising: Float64Array, value: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
