import { toOccurred } from "../rules";
import type { TokenBuckets } from "../schema";
import type { MeteredCall } from "../service/metered";
import { Refusal } from "./refusal";

/** How a session of an agent tells of its calls: one by one, or in sums. Only one of the two is counted. */
type Telling = "events" | "metrics";

/** A counter that only grows, at an instant: what it has grown by since the last one is what was used. */
export interface Total {
  series: string;
  bucket: keyof TokenBuckets | "cost";
  value: string;
  atNano: string;
}

export interface ReadCall extends MeteredCall {
  /** How a refusal calls it. */
  label: string;
  /** Records, spans or data points that it was read from. */
  weight: number;
  session?: { id: string; telling: Telling };
  /** What `tokens` and `reportedCost` follow from, where the counters are cumulative. */
  totals?: Total[];
}

const NANOS = /^\d{1,20}$/;

/** The first of these times that is told, else now. Throws for what is no time, or none that a call can have. */
export function instantOf(nanos: (string | number | null | undefined)[], text?: string): Date {
  const now = new Date();
  const told = nanos.find((nano) => nano !== undefined && nano !== null && String(nano) !== "0");
  const iso = told === undefined ? text : toIso(String(told));
  if (iso !== undefined && Number.isNaN(Date.parse(iso)))
    throw new Refusal(`Its time is ${iso}, which is none.`);
  const at = toOccurred(iso, now);
  if (typeof at === "string")
    throw new Refusal(`Its time is ${iso}. It ${at.charAt(0).toLowerCase()}${at.slice(1)}`);
  return at;
}

function toIso(nanos: string): string {
  if (!NANOS.test(nanos))
    throw new Refusal(`Its time is ${nanos.slice(0, 40)}, which is no number of nanoseconds.`);
  const ms = Number(BigInt(nanos) / 1_000_000n);
  const at = new Date(ms);
  return Number.isNaN(at.getTime()) ? "beyond all calendars" : at.toISOString();
}

/**
 * Buckets from a source whose input includes what a cache gave and took. A source that contradicts itself is refused:
 * no bucket is less than nothing.
 */
export function fromInclusive(tokens: {
  input: number;
  cacheRead: number;
  cacheWrite: number;
  output: number;
}): TokenBuckets {
  const { input, cacheRead, cacheWrite, output } = tokens;
  const anew = input - cacheRead - cacheWrite;
  if (anew < 0) {
    throw new Refusal(
      `Its input is ${input} tokens, which must include the ${cacheRead + cacheWrite} of the cache.`,
    );
  }
  return { input: anew, cacheRead, cacheWrite5m: cacheWrite, cacheWrite1h: 0, output };
}

export const isNothing = ({ tokens, reportedCost }: Pick<ReadCall, "tokens" | "reportedCost">) =>
  Object.values(tokens).every((count) => count === 0) &&
  (reportedCost === null || Number(reportedCost) === 0);

const NAME_LENGTH_MAX = 200;

/** A name of the call that fits where names are kept. */
export function requireName(name: string): string {
  if (name.length > NAME_LENGTH_MAX) throw new Refusal(`Its id is over ${NAME_LENGTH_MAX} characters long.`);
  return name;
}

export function requireModel(model: string | undefined): string {
  if (model === undefined) throw new Refusal("It names no model.");
  return model;
}
