// How far two groups of tasks may be told apart.
import { normalQuantile } from "../forecast";

/** From low to high, in the unit of what is compared. */
export interface Interval {
  low: number;
  value: number;
  high: number;
}

const Z95 = normalQuantile(0.975);
const Z80 = normalQuantile(0.9);

/** 95% interval of a share, 0 to 1, of which `hits` of `count` were seen (Wilson's score interval, 1927). */
export function shareInterval(hits: number, count: number): Interval {
  const value = hits / count;
  const z2 = Z95 ** 2;
  const middle = (value + z2 / (2 * count)) / (1 + z2 / count);
  const half = (Z95 / (1 + z2 / count)) * Math.sqrt((value * (1 - value)) / count + z2 / (4 * count ** 2));
  return { low: Math.max(0, middle - half), value, high: Math.min(1, middle + half) };
}

/** 95% interval of `to - from`, both shares (Newcombe, Interval Estimation for the Difference, 1998, method 10). */
export function shareDifference(from: Interval, to: Interval): Interval {
  const value = to.value - from.value;
  const low = value - Math.sqrt((to.value - to.low) ** 2 + (from.high - from.value) ** 2);
  const high = value + Math.sqrt((to.high - to.value) ** 2 + (from.value - from.low) ** 2);
  return { low, value, high };
}

/** 80% interval of the difference of two means, `from` less `to`, in their unit (Welch, 1938, normal approximation). */
export function meanDifference(from: readonly number[], to: readonly number[]): Interval {
  const [a, b] = [momentsOf(from), momentsOf(to)];
  const half = Z80 * Math.sqrt(a.variance / from.length + b.variance / to.length);
  const value = a.mean - b.mean;
  return { low: value - half, value, high: value + half };
}

/** Mean and variance of a sample, in its unit and its square. */
export function momentsOf(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return { mean, variance: values.length > 1 ? squares / (values.length - 1) : 0 };
}
