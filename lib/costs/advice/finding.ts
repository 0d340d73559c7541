// What the finders are given, and what they find.
import type { Evidence, RecommendationKind } from "../schema";
import type { Interval } from "./compare";

/** An ended task with what it cost. */
export interface TaskFact {
  id: string;
  phase: string;
  model: string | null;
  priority: string;
  state: string;
  costUsd: number;
  isRecorded: boolean;
  /** By model; USD is for calls at the usual price alone. */
  costs: readonly { provider: string; model: string; usualUsd: number; calls: number; sums: number }[];
}

/** An attempt that has ended, with what it cost. */
export interface AttemptFact {
  taskId: string;
  phase: string;
  number: number;
  isFailed: boolean;
  /** Whether its task was completed in the end. */
  isTaskDone: boolean;
  usd: number;
}

/** A record of one call alone. */
export interface CallFact {
  taskId: string;
  phase: string;
  provider: string;
  model: string;
  at: number;
  /** Tokens: all that went in, of these what a cache gave, and what came out. */
  prompt: number;
  cacheRead: number;
  output: number;
  usd: number;
}

/** USD for a token, at the model's first tier; null where no price is known. */
export interface TokenUsd {
  input: number;
  cacheRead: number;
  cacheWrite: number;
  output: number;
}

export interface Facts {
  /** Hours that a phase's tasks and attempts are from, and the calls. */
  hoursOf: (phase: string) => number;
  callHours: number;
  tasks: readonly TaskFact[];
  attempts: readonly AttemptFact[];
  /** By task and time. */
  calls: readonly CallFact[];
  pricesOf: (provider: string, model: string) => TokenUsd | null;
  /** What a batch costs of the usual price, 0 to 1; null where the provider has none. */
  batchFactor: (provider: string, model: string) => number | null;
  phaseName: (phase: string) => string;
}

export interface Finding {
  kind: RecommendationKind;
  /** What it is about; with the kind its name. */
  subject: string;
  label: string;
  /** USD a month. */
  saving: Interval;
  evidence: Evidence;
}

/** Less than this a month is not worth anybody's time. */
export const SAVING_MIN_USD = 1;

const MONTH_HOURS = 730;
/** A shorter past is taken for a day: nobody knows a month from an hour. */
const SPAN_MIN_HOURS = 24;

/** What so much in so many hours comes to in a month. */
export function aMonth(amount: number, hours: number): number {
  return (amount * MONTH_HOURS) / Math.max(hours, SPAN_MIN_HOURS);
}

export function monthly({ low, value, high }: Interval, hours: number): Interval {
  return { low: aMonth(low, hours), value: aMonth(value, hours), high: aMonth(high, hours) };
}

/** What is known to lie between two ends and no nearer. */
export const between = (low: number, high: number): Interval => ({ low, value: (low + high) / 2, high });

export const usdWords = (usd: number) => `$ ${usd.toFixed(usd < 1 ? 4 : 2)}`;
export const percentWords = (share: number) => `${Math.round(share * 100)} %`;
export const countWords = (count: number) => Math.round(count).toLocaleString("en");

/** The dearest few, to look at. */
export function examples(tasks: Iterable<readonly [id: string, usd: number]>): Evidence["tasks"] {
  return [...tasks]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 5)
    .map(([id, usd]) => ({ id, note: usdWords(usd) }));
}
