import { StatusBadge } from "@/components/ui/status";
import { shownState, type TaskSummary } from "@/lib/work/schema";

/** A task's state with its nuances: what is being cancelled, and how many tasks a blocked one waits for. */
export function TaskStateBadge({
  task,
  soft,
}: {
  task: Pick<TaskSummary, "state" | "cancel" | "openDependencies">;
  soft?: boolean;
}) {
  const value = shownState(task);
  return (
    <StatusBadge
      kind="task"
      value={value}
      soft={soft}
      note={value === "blocked" && `by ${task.openDependencies.toLocaleString("en")}`}
    />
  );
}
