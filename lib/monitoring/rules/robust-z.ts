// Anomalies by the modified z-score: B. Iglewicz and D. Hoaglin, "How to Detect and Handle Outliers", ASQC, 1993.

export interface Judgement {
  median: number;
  /** Median of the distances from the median. */
  mad: number;
  /** Robust z; positive above the median. */
  score: number;
  isAnomaly: boolean;
  /** Less unusual than that, but not yet half way back. */
  isNear: boolean;
}

interface Limits {
  /** The least distance from the median that matters, in the metric's own unit. */
  minEffect: number;
  minScore: number;
}

/** Fewer values than two hours of steps of five minutes say nothing about what is usual. */
export const SAMPLES_MIN = 24;
/** Stands for a distance from a series that never moved: JSON knows no infinity. */
const SCORE_MAX = 1000;

/**
 * How unusual a value is among those before it: z = (x - median) / (1.4826 MAD), where 1.4826 MAD estimates the standard
 * deviation of normal noise and a few outliers do not move it. Where more than half of the values are equal the MAD is 0;
 * then 1.2533 times the mean distance from the median stands in for it, and for a series that never moved any
 * distance counts as far. Null where too few values are known.
 */
export function judge(value: number, past: readonly number[], limits: Limits): Judgement | null {
  if (past.length < SAMPLES_MIN) return null;
  const middle = medianOf(past);
  const distances = past.map((one) => Math.abs(one - middle));
  const mad = medianOf(distances);
  const mean = distances.reduce((sum, one) => sum + one, 0) / distances.length;
  const scale = mad > 0 ? 1.4826 * mad : 1.2533 * mean;
  const distance = value - middle;
  const raw = distance === 0 ? 0 : distance / scale;
  const score = Math.max(-SCORE_MAX, Math.min(SCORE_MAX, raw));
  const isBeyond = (share: number) =>
    Math.abs(score) >= limits.minScore * share && Math.abs(distance) >= limits.minEffect * share;
  const isAnomaly = isBeyond(1);
  return { median: middle, mad, score, isAnomaly, isNear: !isAnomaly && isBeyond(0.5) };
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}
