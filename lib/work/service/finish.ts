import { type Actor, requireScope } from "@/lib/platform/auth/actor";
import { withoutIdempotency } from "@/lib/platform/context";
import { transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { publish } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import type { CompleteTask, FailTask, StartTask, Task } from "../schema";
import { findArtifactOf, insertArtifact } from "../store/artifacts";
import * as store from "../store/attempts";
import { getTask } from "../store/tasks";
import { closeCancelled, closeFailed, isLive, leaseLost, lockOwnAttempt } from "./held";

/** The runner has begun. Saying it again changes nothing. */
export async function startTask(actor: Actor, taskId: string, input: StartTask): Promise<Task> {
  requireScope(actor, "work:run");
  return transact("task.start", async (tx) => {
    const held = await lockOwnAttempt(tx, actor, taskId, input.attemptId);
    if (!isLive(held, input) || held.cancelRequestedAt) throw leaseLost(held);
    if (held.state === "claimed") {
      await store.startAttempt(tx, held);
      const payload = { attemptId: held.attemptId, number: held.number };
      await publish(tx, actor, { type: "task.started", entity: taskId, projectId: held.projectId, payload });
    }
    return getTask(tx, taskId);
  });
}

/** Accepts the attempt's result. What comes too late is refused with `lease_lost` and kept as an artifact. */
export async function completeTask(actor: Actor, taskId: string, input: CompleteTask): Promise<Task> {
  requireScope(actor, "work:run");
  try {
    return await transact("task.complete", async (tx) => {
      const held = await lockOwnAttempt(tx, actor, taskId, input.attemptId);
      if (!isLive(held, input) || held.cancelRequestedAt) throw leaseLost(held);
      await store.endAttempt(tx, held.attemptId, { outcome: "completed", usage: input.usage });
      await store.endTask(tx, taskId, { state: "completed", result: input.result });
      await publish(tx, actor, {
        type: "task.completed",
        entity: taskId,
        projectId: held.projectId,
        payload: { attemptId: held.attemptId, agentId: held.agentId, usage: input.usage },
      });
      return getTask(tx, taskId);
    });
  } catch (error) {
    if (error instanceof AppError && error.code === "lease_lost") {
      await withoutIdempotency(() => keepLateResult(actor, taskId, input));
    }
    throw error;
  }
}

/** Reports a failed attempt: the task goes back to the queue with a backoff, or has failed. */
export async function failTask(actor: Actor, taskId: string, input: FailTask): Promise<Task> {
  requireScope(actor, "work:run");
  return transact("task.fail", async (tx) => {
    const held = await lockOwnAttempt(tx, actor, taskId, input.attemptId);
    if (!isLive(held, input)) throw leaseLost(held);
    if (held.cancelRequestedAt) {
      // The process ended on the way to being stopped: that is the stop.
      await closeCancelled(tx, actor, held, { stopConfirmed: true, usage: input.usage });
    } else {
      const { error, usage, retry } = input;
      await closeFailed(tx, actor, held, { outcome: "failed", error, usage, retry });
    }
    return getTask(tx, taskId);
  });
}

const LATE_RESULT_NAME = "late-result.json";

/** Its tokens were paid for: a late result is kept once, and a cancelled task that ended by itself is closed. */
async function keepLateResult(actor: Actor, taskId: string, input: CompleteTask): Promise<void> {
  await transact("task.keep_late_result", async (tx) => {
    const held = await lockOwnAttempt(tx, actor, taskId, input.attemptId);
    if (held.attemptFence !== BigInt(input.fence)) return;
    if (isLive(held, input))
      await closeCancelled(tx, actor, held, { stopConfirmed: true, usage: input.usage });
    const { attemptId, projectId } = held;
    if (await findArtifactOf(tx, attemptId, "late_result", LATE_RESULT_NAME)) return;
    // A result that was accepted is no late one, however often it is sent.
    if (held.outcome === "completed") return;
    const content = new TextEncoder().encode(JSON.stringify({ result: input.result, usage: input.usage }));
    const artifact = { id: newId("art"), projectId, taskId, attemptId, type: "late_result" as const };
    await insertArtifact(tx, { ...artifact, name: LATE_RESULT_NAME, mediaType: "application/json" }, content);
    const payload = { attemptId, artifactId: artifact.id, name: LATE_RESULT_NAME };
    await publish(tx, actor, { type: "task.artifact_added", entity: taskId, projectId, payload });
  });
}
