// What every write of a runner has in common: the attempt must be live, its own, and carry the right fence.
import type { Actor } from "@/lib/platform/auth/actor";
import { seenBy } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { publish } from "@/lib/platform/events/service";
import { backoffMs, mayRetry } from "../rules";
import type { TaskError, UsageSummary } from "../schema";
import * as store from "../store/attempts";
import { finishTask } from "./finished";
import { taskEvent } from "./task-event";

export interface AttemptRef {
  attemptId: string;
  fence: string;
}

/** Locks the task and returns its attempt. Throws `not_found`, or `forbidden` for another key's agent. */
export async function lockOwnAttempt(tx: Tx, actor: Actor, taskId: string, attemptId: string) {
  const held = seenBy(actor, "attempt of this task", await store.lockAttempt(tx, taskId, attemptId));
  if (held.ownerId !== actor.id) {
    throw new AppError("forbidden", "This attempt belongs to an agent that another key registered.");
  }
  return held;
}

export function isLive(held: store.HeldAttempt, ref: AttemptRef): boolean {
  return (
    held.endedAt === null && held.attemptFence === BigInt(ref.fence) && held.attemptFence === held.taskFence
  );
}

export function leaseLost(held: store.HeldAttempt): AppError {
  const detail = held.cancelRequestedAt
    ? "The task was told to stop; this attempt's result is kept but does not count."
    : "This attempt does not hold the task any more.";
  return new AppError("lease_lost", detail, { facts: { state: held.state } });
}

interface End {
  usage?: UsageSummary | null;
}

/** Ends a live attempt whose task was asked to stop, as the cause of that says. */
export async function closeStopped(
  tx: Tx,
  actor: Actor,
  held: store.HeldAttempt,
  end: End & { stopConfirmed: boolean },
): Promise<void> {
  const message = held.cancelReason ?? "Cancelled.";
  if (held.cancelCause === "timeout") {
    const error: TaskError = { kind: "timeout", message, exitCode: null };
    return closeFailed(tx, actor, held, { ...end, outcome: "failed", error, retry: true });
  }
  if (held.cancelCause === "preempt") {
    const error: TaskError = { kind: "preempted", message, exitCode: null };
    const maxAttempts = await store.allowAnother(tx, held.taskId);
    return closeFailed(
      tx,
      actor,
      { ...held, maxAttempts },
      { ...end, outcome: "preempted", error, retry: true },
    );
  }
  const isDeadline = held.cancelCause === "deadline";
  const outcome = isDeadline ? "failed" : "cancelled";
  const error: TaskError = { kind: isDeadline ? "deadline" : "cancelled", message, exitCode: null };
  if (!(await store.endAttempt(tx, held.attemptId, { outcome, error, ...end }))) return;
  const payload = { attemptId: held.attemptId, stopConfirmed: end.stopConfirmed, error };
  await finishTask(tx, actor, held, { state: outcome, error }, payload);
}

/** Ends a live attempt that did not succeed: back to the queue while attempts are left, else the task has failed. */
export async function closeFailed(
  tx: Tx,
  actor: Actor,
  held: store.HeldAttempt,
  end: End & {
    outcome: "failed" | "lost" | "preempted";
    error: TaskError;
    retry: boolean;
    stopConfirmed?: boolean;
  },
): Promise<void> {
  if (!(await store.endAttempt(tx, held.attemptId, end))) return;
  const payload = {
    attemptId: held.attemptId,
    agentId: held.agentId,
    error: { ...end.error, message: end.error.message.slice(0, 500) },
  };
  if (end.outcome === "lost") await publish(tx, actor, taskEvent("task.lease_lost", held, payload));
  if (!mayRetry(held, end.retry)) {
    return finishTask(tx, actor, held, { state: "failed", error: end.error }, payload);
  }
  // A lost agent says nothing about the task, nor does work that took precedence: it is tried again at once.
  const delayMs =
    end.outcome === "failed" ? backoffMs(held.number, env().RETRY_BASE_SECONDS * 1000, Math.random()) : 0;
  await store.requeueTask(tx, held.taskId, delayMs, end.error);
  await publish(tx, actor, taskEvent("task.retried", held, { ...payload, delayMs }));
}
