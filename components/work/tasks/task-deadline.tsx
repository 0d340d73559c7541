"use client";

import { RelativeTime } from "@/components/ui/relative-time";
import { useTimeText } from "@/components/ui/use-now";
import type { TaskSummary } from "@/lib/work/schema";
import { isLate } from "../prepare-task";

/** By when a task must be finished; in red and in words once it is not. */
export function TaskDeadline({ task }: { task: Pick<TaskSummary, "deadline" | "state"> }) {
  const late = useTimeText((nowMs) => (isLate(task, nowMs) ? "late" : ""), "") !== "";
  if (!task.deadline) return null;
  return (
    <span className={late ? "text-danger" : undefined}>
      {late && "Late: "}
      <RelativeTime at={task.deadline} />
    </span>
  );
}
