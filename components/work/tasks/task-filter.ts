import type { TaskFilter } from "@/lib/work/queries";
import type { Priority, TaskState } from "@/lib/work/schema";

export interface TaskChoice {
  state: TaskState[];
  blocked: boolean;
  undoable: boolean;
  priority: Priority | null;
  q: string;
  agent: string | null;
}

/** The request behind an address; the same on the server, so that what it prefetched is found. */
export function toTaskFilter(choice: TaskChoice, project: string | undefined): TaskFilter {
  return {
    project,
    agent: choice.agent ?? undefined,
    state: choice.state.length > 0 ? choice.state : undefined,
    blocked: choice.blocked || undefined,
    undoable: choice.undoable || undefined,
    priority: choice.priority ?? undefined,
    q: choice.q || undefined,
  };
}

export function isNarrowed(choice: TaskChoice): boolean {
  const { q, state, blocked, undoable, priority, agent } = choice;
  return q !== "" || state.length > 0 || blocked || undoable || priority !== null || agent !== null;
}
