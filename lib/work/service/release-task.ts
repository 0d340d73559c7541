import type { Actor } from "@/lib/platform/auth/actor";
import type { Tx } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { lockAttempt } from "../store/attempts";
import { findHolder, type TaskHolder } from "../store/governed";
import { closeFailed } from "./held";

/** Who has a task now; null when nobody has. */
export function findTaskHolder(tx: Tx, taskId: string): Promise<TaskHolder | null> {
  return findHolder(tx, taskId, env().AGENT_STALE_SECONDS);
}

/**
 * Takes a task from the agent that has it, in the caller's transaction: it is back in the queue at once, and its runner
 * is told to drop it. The attempt counts. Throws `invalid_state` where it would not come back.
 */
export async function releaseTask(
  tx: Tx,
  actor: Actor,
  taskId: string,
  reason: string,
): Promise<{ agentId: string; agentName: string }> {
  const holder = await findTaskHolder(tx, taskId);
  const held = holder && (await lockAttempt(tx, taskId, holder.attemptId));
  if (!held || held.endedAt !== null) throw new AppError("invalid_state", "No agent has this task now.");
  if (held.cancelRequestedAt) throw new AppError("invalid_state", "This task is being stopped already.");
  if (held.attemptCount >= held.maxAttempts) {
    throw new AppError("invalid_state", "It was its last attempt: without that the task would have failed.");
  }
  const error = { kind: "handed_over" as const, message: reason, exitCode: null };
  await closeFailed(tx, actor, held, { outcome: "lost", error, retry: true });
  return { agentId: holder.agentId, agentName: holder.agentName };
}
