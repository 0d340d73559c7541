"use client";

import { formatRelative } from "@/components/ui/time-format";
import { useTimeText } from "@/components/ui/use-now";
import type { Task } from "@/lib/work/schema";
import { isBackingOff } from "../prepare-task";

/** Says of a task that waits after a failed attempt when it may be claimed again. */
export function WaitingFor({ task }: { task: Task }) {
  const at = new Date(task.availableAt);
  const text = useTimeText(
    (nowMs) => (isBackingOff(task, nowMs) ? `May be claimed again ${formatRelative(at, nowMs)}` : ""),
    "",
  );
  return text && <span className="text-muted tabular-nums">{text}</span>;
}
