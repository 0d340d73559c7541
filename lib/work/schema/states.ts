// Words that lists are filtered by, apart from the records: an address is read without knowing these.
import { z } from "zod";

/** The state a task is in. `cancelling`, `blocked` and other nuances follow from further fields. */
export const TaskState = z.enum(["pending", "claimed", "running", "completed", "failed", "cancelled"]);
export type TaskState = z.infer<typeof TaskState>;
/** The states that a task never leaves. */
export const FINISHED: readonly TaskState[] = ["completed", "failed", "cancelled"];
/** What agents hold at this moment. */
export const AT_WORK: TaskState[] = ["claimed", "running"];

export const TicketStatus = z.enum(["open", "done", "abandoned"]);
export type TicketStatus = z.infer<typeof TicketStatus>;

export const AgentStatus = z.enum(["idle", "running", "stale", "draining", "quarantined", "lost", "retired"]);
export type AgentStatus = z.infer<typeof AgentStatus>;

interface Shown {
  state: TaskState;
  cancel: object | null;
  openDependencies?: number;
}

/** The state to show: a cancel that has not ended the task yet outranks what the task is doing. */
export function shownState({
  state,
  cancel,
  openDependencies = 0,
}: Shown): TaskState | "cancelling" | "blocked" {
  if (cancel && !FINISHED.includes(state)) return "cancelling";
  return state === "pending" && openDependencies > 0 ? "blocked" : state;
}
