// Pure decisions of the ledger.
import Big from "big.js";
import { AppError, type Issue } from "@/lib/platform/errors";
import type { BudgetState } from "./schema";

export interface Thresholds {
  limit: string;
  warnAt: string;
  criticalAt: string;
}

/** What a budget tells of, in the order in which spending comes to it. */
export const LEVELS = ["warning", "critical", "exceeded"] as const;
export type Level = (typeof LEVELS)[number];

/** The levels that this spending has come to. What equals the limit exceeds it: nothing is left. */
export function reachedLevels(spent: string, { limit, warnAt, criticalAt }: Thresholds): Level[] {
  const shares = { warning: warnAt, critical: criticalAt, exceeded: "1" };
  return LEVELS.filter((level) => new Big(spent).gte(new Big(limit).times(shares[level])));
}

/** What counts against the limit: a budget that pauses fears the worst of calls without a price. */
export function countedOf(period: { spent: string; assumed: string; onExceed: string }): string {
  const { spent, assumed, onExceed } = period;
  return onExceed === "pause" ? new Big(spent).plus(assumed).toFixed() : spent;
}

export function stateOf(spent: string, budget: Thresholds): BudgetState {
  return reachedLevels(spent, budget).at(-1) ?? "within";
}

/** What may still be spent; never less than nothing. */
export function remainingOf(spent: string, limit: string): string {
  const left = new Big(limit).minus(spent);
  return left.gt(0) ? left.toFixed() : "0";
}

/** Throws `invalid_request` when the critical share lies below the one that warns. */
export function requireOrder({ warnAt, criticalAt }: { warnAt: number; criticalAt: number }): void {
  if (warnAt <= criticalAt) return;
  const detail = `Must not be below warnAt, which is ${warnAt}.`;
  throw new AppError("invalid_request", "criticalAt is below warnAt.", {
    issues: [{ in: "body", pointer: "/criticalAt", detail }],
  });
}

const HOUR_MS = 3_600_000;

export interface Span {
  from: Date | null;
  to: Date | null;
}

/** A span of time as whole hours, which the roll-up knows, and what is left at its ends, which only records know. */
export function splitSpan({ from, to }: Span): { hours: Span; rest: Span[] } {
  const first = from && new Date(Math.ceil(from.getTime() / HOUR_MS) * HOUR_MS);
  const last = to && new Date(Math.floor(to.getTime() / HOUR_MS) * HOUR_MS);
  const hours = { from: first, to: last };
  if (first && last && first > last) return { hours: { from: first, to: first }, rest: [{ from, to }] };
  const rest = [
    { from, to: first },
    { from: last, to },
  ].filter((span) => span.from && span.to && span.from < span.to);
  return { hours, rest };
}

/** Whether this zone's days begin with an hour of UTC all year round, so that sums of hours make them up. */
export function hasWholeHours(zone: string, year = new Date().getUTCFullYear()): boolean {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, minute: "numeric" });
  return [0, 6].every((month) => Number(format.format(Date.UTC(year, month, 1))) === 0);
}

/** Clocks differ by this much: what is said to happen so little later is taken for now. */
export const CLOCKS_DIFFER_MS = 5 * 60_000;
const EARLIEST = Date.UTC(2000, 0, 1);

/** The instant a call is counted at, or what is wrong with the one that was told. */
export function toOccurred(told: string | undefined, now: Date): Date | string {
  const at = told === undefined ? now.getTime() : Date.parse(told);
  if (at > now.getTime() + CLOCKS_DIFFER_MS) return "Must not lie in the future.";
  if (at < EARLIEST) return "Must not lie before the year 2000.";
  return new Date(Math.min(at, now.getTime()));
}

export const issueAt = (index: number, field: string, detail: string): Issue => ({
  in: "body",
  pointer: `/records/${index}/${field}`,
  detail,
});

/** While a task was somebody's. */
export interface Stay {
  claimedAt: Date;
  endedAt: Date | null;
}

/**
 * The attempt that a call of this instant belongs to: the one that was live, else the nearest that was so within what
 * clocks may differ by. What lies further off belongs to none.
 */
export function attemptAt<Attempt extends Stay>(attempts: readonly Attempt[], at: Date): Attempt | null {
  const awayMs = ({ claimedAt, endedAt }: Stay) =>
    Math.max(claimedAt.getTime() - at.getTime(), at.getTime() - (endedAt ?? at).getTime(), 0);
  const near = attempts.filter((attempt) => awayMs(attempt) <= CLOCKS_DIFFER_MS);
  // Of two at the same distance the later one: it began as the earlier one ended.
  return near.toSorted((a, b) => awayMs(b) - awayMs(a)).at(-1) ?? null;
}

/** The only one of these that was live at this instant; null where none was, or several. */
export function onlyLiveAt<Attempt extends Stay>(attempts: readonly Attempt[], at: Date): Attempt | null {
  const [only, ...others] = attempts.filter(
    ({ claimedAt, endedAt }) => claimedAt <= at && (endedAt === null || at <= endedAt),
  );
  return only && others.length === 0 ? only : null;
}
