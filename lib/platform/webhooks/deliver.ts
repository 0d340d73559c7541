import { randomUUID } from "node:crypto";
import { read, signalAfterCommit, type Tx, transact } from "../db/transact";
import { env } from "../env";
import { waitForSignal } from "../events/signals";
import { log } from "../log";
import type { Stop } from "../stop";
import { type Resolve, resolveHost } from "./address";
import { endDisabled } from "./disabling";
import { DELIVERY_LIMITS, type DeliveryLimits, retryDelay } from "./rules";
import { unseal } from "./secret";
import { type Outcome, send } from "./send";
import { type Leased, leaseDue, noteAttempt, releaseLease } from "./store/attempts";
import { bringSomeForward } from "./store/deliveries";
import { noteFailure, noteSuccess } from "./store/endpoints";

/** The topic of the signal that there is something to deliver. */
export const WEBHOOK_TOPIC = "webhook";

/** How many a delivery that got through at last brings forward. */
const NEXT_COUNT = 2;

interface Options {
  limits?: DeliveryLimits;
  resolve?: Resolve;
}

/**
 * Delivers what is due until it is stopped. Every replica runs it; a lease keeps two of them from the same
 * attempt, and ends by itself when its replica dies.
 */
export function startDeliveries({ limits = DELIVERY_LIMITS, resolve = resolveHost }: Options = {}): Stop {
  const end = new AbortController();
  const underWay = new Set<Promise<void>>();
  let wake = new AbortController();

  const start = (leased: Leased) => {
    const attempt = deliver(leased, limits, resolve, end.signal)
      .catch((error: unknown) => log().error({ err: error, delivery: leased.id }, "a delivery failed oddly"))
      .finally(() => {
        underWay.delete(attempt);
        wake.abort();
      });
    underWay.add(attempt);
  };

  const run = async () => {
    while (!end.signal.aborted) {
      wake = new AbortController();
      const woken = waitForSignal(({ topic }) => topic === WEBHOOK_TOPIC, limits.pollMs, wake.signal);
      const room = limits.inFlightMax - underWay.size;
      const due = room > 0 ? await lease(room, limits) : [];
      for (const leased of due) start(leased);
      if (due.length === 0 || due.length === room) await woken;
    }
  };
  const running = run();
  return async () => {
    end.abort();
    wake.abort();
    await running;
    await Promise.all(underWay);
  };
}

async function lease(count: number, limits: DeliveryLimits): Promise<Leased[]> {
  return read((tx) => leaseDue(tx, randomUUID(), count, limits)).catch((error: unknown) => {
    log().error({ err: error }, "due deliveries could not be read; it tries again");
    return [];
  });
}

async function deliver(leased: Leased, limits: DeliveryLimits, resolve: Resolve, signal: AbortSignal) {
  const started = performance.now();
  const outcome = await attempt(leased, limits, resolve, signal).catch(() => null);
  // This server stops: whether the receiver got it is unknown, so that another replica, or the next start, sends it.
  if (outcome === null) return read((tx) => releaseLease(tx, leased));
  const durationMs = Math.round(performance.now() - started);
  const isGone = outcome.status === 410;
  const delayMs = isGone ? null : retryDelay(leased.attempts + 1, limits.retryMs);
  await transact("webhook.attempt", async (tx) => {
    const attempted = { ...outcome, durationMs, delayMs: outcome.error === null ? null : delayMs };
    if (!(await noteAttempt(tx, leased, attempted))) return;
    if (outcome.error === null) return noteRecovery(tx, leased, limits);
    recovering.delete(leased.endpointId);
    const failingMs = await noteFailure(tx, leased.endpointId);
    if (isGone) await endDisabled(tx, leased.endpointId, "gone");
    else if (failingMs >= limits.disableAfterMs) await endDisabled(tx, leased.endpointId, "failing");
  });
}

/** Endpoints that were down and get what waits, as far as this replica knows: one that is only busy keeps its pauses. */
const recovering = new Set<string>();

/**
 * A receiver that answers again need not wait for what failed meanwhile: the first success brings some of it forward,
 * and each of those that gets through the next, so that one that fails again is not flooded.
 */
async function noteRecovery(tx: Tx, { endpointId, attempts }: Leased, limits: DeliveryLimits): Promise<void> {
  const failedMs = await noteSuccess(tx, endpointId);
  const isBack = failedMs > 0 && failedMs >= limits.recoveredAfterMs;
  if (isBack) recovering.add(endpointId);
  else if (attempts === 0 || !recovering.has(endpointId)) return;
  const count = isBack ? limits.perEndpoint : NEXT_COUNT;
  if ((await bringSomeForward(tx, endpointId, count, limits.retryMs.length + 1)) > 0) {
    signalAfterCommit(tx, { topic: WEBHOOK_TOPIC, id: "" });
  } else {
    recovering.delete(endpointId);
  }
}

async function attempt(
  leased: Leased,
  limits: DeliveryLimits,
  resolve: Resolve,
  signal: AbortSignal,
): Promise<Outcome> {
  let secrets: string[];
  try {
    secrets = [leased.secretSealed, leased.formerSecretSealed].flatMap((sealed) =>
      sealed ? [unseal(sealed)] : [],
    );
  } catch (error) {
    return { status: null, error: (error as Error).message, response: null };
  }
  const message = { url: leased.url, id: leased.messageId, body: leased.body, secrets };
  const allowPrivate = env().WEBHOOK_ALLOW_PRIVATE;
  return send(message, { timeoutMs: limits.timeoutMs, allowPrivate, resolve, signal });
}
