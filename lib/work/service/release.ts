import type { Actor } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import * as store from "../store/attempts";
import { closeFailed, closeStopped } from "./held";
import { preemptWithin } from "./stops";

export interface ReleasedTask {
  taskId: string;
  title: string;
}

interface Release {
  reason: string;
  /** Whether the attempt counts, as a lost one does; else the task gets another for it. */
  isAttemptSpent: boolean;
}

/**
 * Takes from an agent what it holds, in the caller's transaction: its tasks are back in the queue at once, and its
 * runner is told to drop them. An agent that may still claim can have new ones a moment later.
 */
export async function releaseClaims(
  tx: Tx,
  actor: Actor,
  agentId: string,
  release: Release,
): Promise<ReleasedTask[]> {
  return releaseAll(tx, actor, await store.lockHeldBy(tx, agentId, { waits: true }), release);
}

/** What an agent claimed between `releaseClaims` and the locking of its row, which must have happened by now. */
export async function releaseLatecomers(
  tx: Tx,
  actor: Actor,
  agentId: string,
  release: Release,
): Promise<ReleasedTask[]> {
  const released = await releaseAll(
    tx,
    actor,
    await store.lockHeldBy(tx, agentId, { waits: false }),
    release,
  );
  // To wait for a task while holding its agent could be to wait in a circle: once more from the beginning.
  if (await store.holdsAny(tx, agentId)) await store.startOver(tx);
  return released;
}

/**
 * Asks to stop what an agent claimed until its row was locked, which must have happened by now, as `preemptWithin` does
 * for what it had before. Returns those attempts.
 */
export async function preemptLatecomers(
  tx: Tx,
  actor: Actor,
  agentId: string,
  reason: string,
): Promise<store.HeldAttempt[]> {
  const late = (await store.lockHeldBy(tx, agentId, { waits: false })).filter(
    ({ cancelRequestedAt }) => !cancelRequestedAt,
  );
  await preemptWithin(tx, actor, late, { reason });
  if ((await store.listHeldBy(tx, agentId)).length > 0) await store.startOver(tx);
  return late;
}

async function releaseAll(
  tx: Tx,
  actor: Actor,
  held: store.HeldAttempt[],
  { reason, isAttemptSpent }: Release,
): Promise<ReleasedTask[]> {
  for (const attempt of held) {
    if (attempt.cancelRequestedAt) {
      await closeStopped(tx, actor, attempt, { stopConfirmed: false });
      continue;
    }
    const maxAttempts = isAttemptSpent ? attempt.maxAttempts : await store.allowAnother(tx, attempt.taskId);
    const error = { kind: "handed_over" as const, message: reason, exitCode: null };
    await closeFailed(tx, actor, { ...attempt, maxAttempts }, { outcome: "lost", error, retry: true });
  }
  return held
    .filter(({ cancelRequestedAt }) => !cancelRequestedAt)
    .map(({ taskId, title }) => ({ taskId, title }));
}
