// Which ended tasks can still come back, in the queue's model.
import type { ModelAttempt, ModelTask } from "./model-records";

interface Known {
  tasks: ModelTask[];
  attempts: ModelAttempt[];
}

/** Cancelled, and nothing has followed from that: it can wait again as it did. */
export function isReopenable(task: ModelTask, { tasks, attempts }: Known): boolean {
  if (task.state !== "cancelled" || task.deadlineOver) return false;
  if (attempts.some((attempt) => attempt.task === task && attempt.wasCancelled)) return false;
  if (tasks.some((other) => other.repeatOf === task || other.dependsOn.includes(task))) return false;
  return task.ignores || task.dependsOn.every(({ state }) => state !== "failed" && state !== "cancelled");
}

/** Ended for good: what lies over it orders nothing any more. */
export function isDone(task: ModelTask, known: Known): boolean {
  const hasEnded = task.state !== "pending" && task.state !== "held";
  return hasEnded && !isReopenable(task, known);
}
