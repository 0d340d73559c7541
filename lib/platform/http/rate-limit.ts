import { createHash } from "node:crypto";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Actor } from "../auth/actor";
import { env } from "../env";
import { AppError } from "../errors";
import { metrics } from "../metrics/registry";

const WINDOW_S = 60;
const KNOWN_MAX = 10_000;

/** What is left of a policy after this request; its header fields are those of the IETF's RateLimit draft. */
export interface Allowance {
  policy: "credential" | "address";
  limit: number;
  remaining: number;
  resetSeconds: number;
  isExceeded: boolean;
}

/** What is read of a request. */
interface Sent {
  headers: { get(name: string): string | null };
}

interface Limiters {
  credential: RateLimiterMemory;
  address: RateLimiterMemory;
  /** Hashes of credentials that were valid, the oldest first. */
  known: Set<string>;
}
const holder = globalThis as typeof globalThis & { omoiLimiters?: Limiters };

function limiters(): Limiters {
  const { RATE_LIMIT_PER_MINUTE, RATE_LIMIT_ADDRESS_PER_MINUTE } = env();
  holder.omoiLimiters ??= {
    credential: new RateLimiterMemory({ points: RATE_LIMIT_PER_MINUTE, duration: WINDOW_S }),
    address: new RateLimiterMemory({ points: RATE_LIMIT_ADDRESS_PER_MINUTE, duration: WINDOW_S }),
    known: new Set(),
  };
  return holder.omoiLimiters;
}

/** Counts one request of this actor, in this replica's memory. */
export async function countRequest(actor: Actor): Promise<Allowance> {
  return consume("credential", actor.id);
}

/** Counts one request that nobody vouches for, by the address it came from. */
export async function countStranger(request: Sent): Promise<Allowance> {
  return consume("address", addressOf(request));
}

/**
 * The spent allowance of this address, or null while it has some left. Asked before a credential is looked up, so
 * that guesses do not reach the database; a credential that was valid before is let through to its own limit.
 */
export async function findSpentAddress(request: Sent): Promise<Allowance | null> {
  const spent = await limiters().address.get(addressOf(request));
  if (!spent || spent.remainingPoints > 0 || limiters().known.has(fingerprint(request))) return null;
  return toAllowance("address", spent, true);
}

/** Remembers that this request's credential was valid. */
export function vouchFor(request: Sent): void {
  const { known } = limiters();
  const print = fingerprint(request);
  known.delete(print);
  known.add(print);
  for (const oldest of known) {
    if (known.size <= KNOWN_MAX) break;
    known.delete(oldest);
  }
}

/** Throws `rate_limited` for an allowance that is spent. */
export function refuseExceeded({ isExceeded, policy, resetSeconds }: Allowance): void {
  if (!isExceeded) return;
  metrics().rateLimited.inc({ policy });
  throw limited(
    policy === "address"
      ? "Too many requests without a valid credential."
      : "Too many requests in this minute.",
    resetSeconds,
  );
}

export function setRateLimitHeaders(
  headers: Headers,
  { policy, limit, remaining, resetSeconds }: Allowance,
): void {
  headers.set("ratelimit-policy", `"${policy}";q=${limit};w=${WINDOW_S}`);
  headers.set("ratelimit", `"${policy}";r=${remaining};t=${resetSeconds}`);
}

/** A limiter's refusal as our error; anything else it threw (a database that is down) passes through. */
export function toRateLimited(error: unknown, detail: string): unknown {
  return error instanceof RateLimiterRes ? limited(detail, secondsOf(error)) : error;
}

async function consume(policy: Allowance["policy"], key: string): Promise<Allowance> {
  try {
    return toAllowance(policy, await limiters()[policy].consume(key), false);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    return toAllowance(policy, error, true);
  }
}

function toAllowance(policy: Allowance["policy"], counted: RateLimiterRes, isExceeded: boolean): Allowance {
  const limit = limiters()[policy].points;
  const remaining = Math.max(0, counted.remainingPoints);
  return { policy, limit, remaining, resetSeconds: secondsOf(counted), isExceeded };
}

function secondsOf({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1000));
}

function limited(detail: string, retryAfterSeconds: number): AppError {
  return new AppError("rate_limited", `${detail} Try again in ${retryAfterSeconds} s.`, {
    facts: { retryAfterSeconds },
  });
}

/** Set by this server from the connection or a trusted proxy, never by the caller. */
function addressOf(request: Sent): string {
  return request.headers.get("x-forwarded-for") ?? "unknown";
}

function fingerprint({ headers }: Sent): string {
  const credential = headers.get("authorization") ?? headers.get("cookie") ?? "";
  return createHash("sha256").update(credential).digest("base64");
}
