import type { DisabledReason, WebhookHealth } from "./schema";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

export interface DeliveryLimits {
  /** Without a signal it looks for due deliveries after this long. */
  pollMs: number;
  /** The whole of an attempt: look-up, connection, answer. */
  timeoutMs: number;
  /** An attempt whose server died is made again after this long; more than `timeoutMs`. */
  leaseMs: number;
  /** How long after each failed attempt the next one comes; after the last there is none. */
  retryMs: readonly number[];
  /** Attempts at once to one endpoint, over all replicas. */
  perEndpoint: number;
  /** Attempts at once of this replica. */
  inFlightMax: number;
  /** An endpoint that only failed for this long, and takes one, gets what waits; not one that is merely too busy. */
  recoveredAfterMs: number;
  /** An endpoint that only failed for this long is disabled. */
  disableAfterMs: number;
}

export const DELIVERY_LIMITS: DeliveryLimits = {
  pollMs: 2500,
  timeoutMs: 15 * SECOND_MS,
  leaseMs: 45 * SECOND_MS,
  retryMs: [5 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 5 * HOUR_MS, 10 * HOUR_MS],
  perEndpoint: 4,
  inFlightMax: 32,
  recoveredAfterMs: MINUTE_MS,
  disableAfterMs: 5 * 24 * HOUR_MS,
};

/** A day in which both signatures are sent, so that the receiver can change over. */
export const FORMER_SECRET_HOURS = 24;
export const DELIVERIES_KEPT_DAYS = 30;

/** How long to wait after this failed attempt, a tenth of it random; null when it was the last one. */
export function retryDelay(attempt: number, retryMs: readonly number[], random = Math.random): number | null {
  const base = retryMs[attempt - 1];
  return base === undefined ? null : Math.round(base * (0.95 + random() * 0.1));
}

export function healthOf(endpoint: {
  disabledAt: Date | null;
  failingSince: Date | null;
  lastSuccessAt: Date | null;
}): WebhookHealth {
  if (endpoint.disabledAt) return "disabled";
  if (endpoint.failingSince) return "failing";
  return endpoint.lastSuccessAt ? "healthy" : "new";
}

/** What anybody may read of an error: others can name addresses, which are for those who manage webhooks. */
const TOLD = /^(Answered \d+|No answer within|Redirects are|The connection|The host)/;

/** What is wrong with an endpoint, as the end of a sentence; null: nothing, or a person has disabled it. */
export function troubleOf(
  disabledReason: DisabledReason | null,
  failingSince: Date | null,
  error: string | null,
): string | null {
  if (disabledReason === "person") return null;
  if (disabledReason === "gone") return "it is disabled, since the receiver answered 410 Gone";
  if (disabledReason === "failing") return "it is disabled, since every attempt failed for days";
  if (failingSince === null) return null;
  const words = TOLD.test(error ?? "") ? (error ?? "").replace(/\.$/, "") : "no attempt gets through";
  return words.charAt(0).toLowerCase() + words.slice(1);
}
