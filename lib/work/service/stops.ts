// Stopping tasks: people cancel, the clock ends what ran too long or missed its deadline.
import * as audit from "@/lib/platform/audit/service";
import { type Actor, requireScope, SYSTEM, seenBy } from "@/lib/platform/auth/actor";
import { type Tx, transact } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { publish } from "@/lib/platform/events/service";
import { isFinished } from "../rules";
import type { CancelTask, Task } from "../schema";
import * as attempts from "../store/attempts";
import * as due from "../store/due";
import * as store from "../store/tasks";
import { finishTask } from "./finished";
import { closeStopped } from "./held";
import { type ToldTask, taskEvent } from "./task-event";

/** The runner ends a task at its timeout itself; this long afterwards the clock does. */
export const TIMEOUT_SLACK_SECONDS = 30;

/**
 * Cancels a task. A waiting one ends at once; for a running one the runner is told, and at the deadline the
 * task is taken from it whether it answered or not. Throws `invalid_state` for a finished or cancelling task.
 */
export async function cancelTask(actor: Actor, id: string, input: CancelTask): Promise<Task> {
  requireScope(actor, "work:act");
  return transact("task.cancel", (tx) => cancelWithin(tx, actor, id, input));
}

/** The same in the caller's transaction; the caller authorises. */
export async function cancelWithin(tx: Tx, actor: Actor, id: string, input: CancelTask): Promise<Task> {
  await store.lockTask(tx, id);
  const task = seenBy(actor, "task", await store.findTask(tx, id));
  requireCancellable(task);
  const graceSeconds = input.graceSeconds ?? env().CANCEL_GRACE_SECONDS;
  const { reason } = input;
  const { projectId, title, state, agentId } = task;
  const stopped = { taskId: id, projectId, title };
  await requestStop(tx, actor, stopped, { cause: "cancel", reason, graceSeconds });
  if (state === "pending") {
    const error = { kind: "cancelled" as const, message: reason, exitCode: null };
    const payload = { stopConfirmed: true, error };
    await finishTask(tx, actor, stopped, { state: "cancelled", error }, payload);
  }
  const detail = { title, state, agentId, graceSeconds };
  await audit.append(tx, { actor, act: "task.cancel", entity: id, projectId, reason, detail });
  return store.getTask(tx, id);
}

/** Throws `invalid_state` for a task that has ended or is being cancelled. */
export function requireCancellable(task: {
  state: Task["state"];
  cancel: Pick<NonNullable<Task["cancel"]>, "cause"> | null;
}): void {
  if (!isFinished(task.state) && task.cancel?.cause !== "cancel") return;
  const state = task.cancel && !isFinished(task.state) ? "being cancelled" : task.state;
  throw new AppError("invalid_state", `This task is ${state} already.`, { facts: { state: task.state } });
}

/** A live attempt whose work is to give way; its task goes back to the queue and loses no attempt by it. */
interface Preempted {
  taskId: string;
  attemptId: string;
}

/**
 * Asks attempts to stop, in the caller's transaction; at the deadline their tasks are taken from them. Attempts that
 * ended meanwhile, or whose task is to stop already, are left alone; returns the tasks of the others.
 */
export async function preemptWithin(
  tx: Tx,
  actor: Actor,
  given: Preempted[],
  { reason }: { reason: string },
): Promise<string[]> {
  const graceSeconds = env().CANCEL_GRACE_SECONDS;
  const done: string[] = [];
  const inOrder = [...given].sort((a, b) => (a.taskId < b.taskId ? -1 : 1));
  const locked: attempts.HeldAttempt[] = [];
  for (const { taskId, attemptId } of inOrder) {
    const held = await attempts.lockAttempt(tx, taskId, attemptId);
    if (held && held.endedAt === null && !held.cancelRequestedAt) locked.push(held);
  }
  for (const held of locked) {
    await requestStop(tx, actor, held, { cause: "preempt", reason, graceSeconds });
    const { taskId: entity, projectId, title, agentId, attemptId } = held;
    const detail = { title, agentId, attemptId, graceSeconds };
    await audit.append(tx, { actor, act: "task.preempt", entity, projectId, reason, detail });
    done.push(held.taskId);
  }
  return done;
}

/** Takes tasks from runners that did not stop in time. Any replica may run it. */
export async function closeOverdueStops(): Promise<number> {
  return transact("task.stop_deadline", async (tx) => {
    const overdue = await due.lockOverdueStops(tx);
    for (const { taskId, attemptId } of overdue) {
      const held = await attempts.lockAttempt(tx, taskId, attemptId);
      if (held) await closeStopped(tx, SYSTEM, held, { stopConfirmed: false });
    }
    return overdue.length;
  });
}

/** Fails waiting tasks whose deadline has passed and asks running ones to stop. Any replica may run it. */
export async function endPastDeadline(): Promise<void> {
  await transact("task.deadline", async (tx) => {
    const message = "The deadline passed before the task was done.";
    for (const task of await due.lockPastDeadline(tx)) {
      if (task.state === "pending") {
        const error = { kind: "deadline" as const, message, exitCode: null };
        await finishTask(tx, SYSTEM, task, { state: "failed", error }, { error });
      } else {
        await stopBySystem(tx, task, "deadline", message);
      }
    }
  });
}

/** Asks tasks to stop whose runner let them run on after their timeout. Any replica may run it. */
export async function stopOverTimeout(): Promise<void> {
  await transact("task.timeout", async (tx) => {
    for (const task of await due.lockOverTimeout(tx, TIMEOUT_SLACK_SECONDS)) {
      await stopBySystem(tx, task, "timeout", "The task ran longer than its timeout.");
    }
  });
}

async function stopBySystem(
  tx: Tx,
  task: due.DueTask,
  cause: "timeout" | "deadline",
  reason: string,
): Promise<void> {
  await requestStop(tx, SYSTEM, task, { cause, reason, graceSeconds: env().CANCEL_GRACE_SECONDS });
}

async function requestStop(
  tx: Tx,
  actor: Actor,
  task: ToldTask,
  stop: Omit<attempts.StopRequest, "by">,
): Promise<void> {
  await attempts.requestStop(tx, task.taskId, { ...stop, by: actor.id });
  const { cause, reason, graceSeconds } = stop;
  await publish(tx, actor, taskEvent("task.cancel_requested", task, { cause, reason, graceSeconds }));
}
