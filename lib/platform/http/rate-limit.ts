import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Actor } from "../auth/actor";
import { env } from "../env";
import { AppError } from "../errors";

const holder = globalThis as typeof globalThis & { omoiApiLimiter?: RateLimiterMemory };

/** Counts one request of this actor, in this replica's memory; throws `rate_limited` above the limit. */
export async function countRequest(actor: Actor): Promise<void> {
  holder.omoiApiLimiter ??= new RateLimiterMemory({ points: env().RATE_LIMIT_PER_MINUTE, duration: 60 });
  try {
    await holder.omoiApiLimiter.consume(actor.id);
  } catch (error) {
    throw toRateLimited(error, "Too many requests in this minute.");
  }
}

/** A limiter's refusal as our error; anything else it threw (a database that is down) passes through. */
export function toRateLimited(error: unknown, detail: string): unknown {
  if (!(error instanceof RateLimiterRes)) return error;
  const retryAfterSeconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
  return new AppError("rate_limited", `${detail} Try again in ${retryAfterSeconds} s.`, {
    facts: { retryAfterSeconds },
  });
}
