import * as audit from "@/lib/platform/audit/service";
import { type Actor, requireScope, SYSTEM, seenBy } from "@/lib/platform/auth/actor";
import { transact } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { publish } from "@/lib/platform/events/service";
import { isFinished } from "../rules";
import type { CancelTask, Task } from "../schema";
import * as attempts from "../store/attempts";
import * as store from "../store/tasks";
import { closeCancelled } from "./held";

/**
 * Cancels a task. A waiting one ends at once; for a running one the runner is told, and at the deadline the
 * task is taken from it whether it answered or not. Throws `invalid_state` for a finished or cancelling task.
 */
export async function cancelTask(actor: Actor, id: string, input: CancelTask): Promise<Task> {
  requireScope(actor, "work:act");
  return transact("task.cancel", async (tx) => {
    await store.lockTask(tx, id);
    const task = seenBy(actor, "task", await store.findTask(tx, id));
    if (isFinished(task.state) || task.cancel) {
      const state = task.cancel && !isFinished(task.state) ? "being cancelled" : task.state;
      throw new AppError("invalid_state", `This task is ${state} already.`, { facts: { state: task.state } });
    }
    const graceSeconds = input.graceSeconds ?? env().CANCEL_GRACE_SECONDS;
    await attempts.requestCancel(tx, id, { reason: input.reason, by: actor.id, graceSeconds });
    const event = { entity: id, projectId: task.projectId };
    await publish(tx, actor, {
      ...event,
      type: "task.cancel_requested",
      payload: { reason: input.reason, graceSeconds },
    });
    if (task.state === "pending") {
      const error = { kind: "cancelled" as const, message: input.reason, exitCode: null };
      await attempts.endTask(tx, id, { state: "cancelled", error });
      await publish(tx, actor, { ...event, type: "task.cancelled", payload: { stopConfirmed: true } });
    }
    await audit.append(tx, {
      actor,
      act: "task.cancel",
      entity: id,
      projectId: task.projectId,
      reason: input.reason,
      detail: { state: task.state, agentId: task.agentId, graceSeconds },
    });
    return store.getTask(tx, id);
  });
}

/** Takes tasks from runners that did not stop by the deadline. Any replica may run it. */
export async function closeOverdueCancels(): Promise<number> {
  return transact("task.cancel_deadline", async (tx) => {
    const overdue = await attempts.lockOverdueCancels(tx, 100);
    for (const { taskId, attemptId } of overdue) {
      const held = await attempts.lockAttempt(tx, taskId, attemptId);
      if (held) await closeCancelled(tx, SYSTEM, held, { stopConfirmed: false });
    }
    return overdue.length;
  });
}
