import { ArrowDown, ArrowUp } from "lucide-react";
import { StatusBadge } from "@/components/ui/status";
import { statusLooks } from "@/components/ui/status-tones";
import type { TaskSummary } from "@/lib/work/schema";
import { isRaised } from "../prepare-task";

/** The priority that the queue obeys, marked where an override set it. */
export function PriorityBadge({ task }: { task: Pick<TaskSummary, "priority" | "basePriority"> }) {
  const { priority, basePriority } = task;
  if (priority === basePriority) return <StatusBadge kind="priority" value={priority} />;
  const Icon = isRaised(task) ? ArrowUp : ArrowDown;
  const base = statusLooks.priority[basePriority].label;
  return (
    <StatusBadge
      kind="priority"
      value={priority}
      note={
        <span className="inline-flex items-center gap-1" title={`An override; its own priority is ${base}`}>
          <Icon aria-hidden="true" className="size-3" />
          <span className="sr-only">set by an override, its own is </span>
          <span aria-hidden="true">from</span> {base}
        </span>
      }
    />
  );
}
