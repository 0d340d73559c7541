// One permanent long poll: it keeps the leases of all held attempts, and hears of cancels and losses at once.
import type { Heartbeat, HeartbeatReply } from "@/lib/work/schema";
import type { WorkerApi } from "./api";
import { sleep } from "./backoff";
import type { HeldAttempts } from "./held-attempts";
import { isRefusal, kindOfFailure, type Link } from "./link";
import type { Registration } from "./registration";
import { untilChanged } from "./until-changed";

/** Several changes at once make one new heartbeat. */
const COALESCE_MS = 10;

export interface HeartbeatContext {
  api: WorkerApi;
  held: HeldAttempts;
  link: Link;
  registration: Registration;
  /** The control room wants this agent to take nothing more, and to end. */
  onDrain(): void;
  isDraining(): boolean;
}

/** Beats until the signal ends it. */
export async function keepBeating(context: HeartbeatContext, signal: AbortSignal): Promise<void> {
  const { held, link, registration } = context;
  for (let failures = 0; !signal.aborted; ) {
    const version = held.version;
    try {
      const isNewsPossible = await beat(context, failures > 0, signal);
      failures = 0;
      // An answer that came at once would come at once again.
      if (!isNewsPossible && held.version === version)
        await held.changes.wait(link.timings.emptyReplyPauseMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (kindOfFailure(error) === null) throw error;
      if (isRefusal(error, "not_found")) {
        await registration.renew(signal);
      } else {
        link.failed("heartbeat", error);
      }
      await held.changes.wait(link.pauseMs(++failures, error, link.timings.beatBackoffMaxMs), signal);
    }
    if (held.version !== version) await sleep(COALESCE_MS, signal);
  }
}

/** Whether the next beat may wait for news: false when this one was answered early, or with what is known. */
async function beat(context: HeartbeatContext, isProbe: boolean, signal: AbortSignal): Promise<boolean> {
  const { api, held, link, registration } = context;
  const { beatWaitMaxMs } = link.timings;
  const attempts = held.toBeat();
  // A confirmation, or the first beat after a failure, is answered at once: nothing waits behind a long poll.
  const isUrgent = isProbe || attempts.some(({ stopped }) => stopped);
  const waitMs = isUrgent ? 0 : Math.min(registration.heartbeatIntervalMs, beatWaitMaxMs);
  const isDraining = context.isDraining();
  const startedAt = performance.now();
  const reply = await untilChanged(held.changes, signal, (until) =>
    api.heartbeat(registration.id, { attempts, waitMs, ...(isDraining ? { isDraining } : {}) }, until),
  );
  if (reply === null) return true;
  link.lastBeatAt = Date.now();
  link.succeeded("heartbeat");
  applyReply(held, attempts, reply);
  if (reply.drain) context.onDrain();
  const isKnown = (isDraining || !reply.drain) && reply.attempts.every(({ state }) => state === "held");
  return isUrgent || (isKnown && performance.now() - startedAt > waitMs / 2);
}

function applyReply(held: HeldAttempts, sent: Heartbeat["attempts"], reply: HeartbeatReply): void {
  for (const { attemptId, stopped } of sent) {
    const attempt = held.find(attemptId);
    const answer = reply.attempts.find((item) => item.attemptId === attemptId);
    // Whatever the answer: the confirmation has arrived.
    if (stopped) attempt?.confirmStopped();
    else if (answer?.state === "lost") attempt?.lose();
    else if (answer?.state === "cancelling" && answer.cancel) {
      attempt?.cancel(answer.cancel);
    }
  }
}
