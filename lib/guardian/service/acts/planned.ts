// Effects that several kinds of act plan and do, in the same words.
import type { NewEffect } from "../../store/effects";

interface Work {
  taskId: string;
  title: string;
}

/** A task that goes back to the queue. */
export function toRequeued({ taskId, title }: Work, how: "is stopped" | "is taken from it") {
  const label = `Task “${title}” ${how} and goes back to the queue`;
  return { kind: "task_requeued" as const, entity: taskId, label };
}

/** The same of an attempt that is told to stop. */
export function toStopped({ attemptId, ...work }: Work & { attemptId: string }) {
  return { ...toRequeued(work, "is stopped"), attemptId };
}

export function toDone({ attemptId, ...effect }: ReturnType<typeof toStopped>): NewEffect {
  return { ...effect, refId: attemptId, state: "done" };
}

/** An agent, as `label` names it, that gets no tasks. */
export function toQuarantined(agentId: string, label: string) {
  return { kind: "agent_quarantined" as const, entity: agentId, label: `${label} gets no tasks` };
}
