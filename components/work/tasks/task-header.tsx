"use client";

import { PageHeader } from "@/components/ui/page-header";
import { StatusBadge } from "@/components/ui/status";
import type { Task } from "@/lib/work/schema";
import { mayCancel, shownState, taskSpan } from "../prepare-task";
import { useWorkHref } from "../use-work-href";
import { CancelTaskButton } from "./cancel-task-button";
import { SpanTime } from "./task-table";
import { WaitingFor } from "./waiting-for";

export function TaskHeader({ task, mayAct }: { task: Task; mayAct: boolean }) {
  const href = useWorkHref();
  return (
    <PageHeader
      crumbs={[
        { label: "Tickets", href: href("/tickets") },
        { label: task.ticketTitle, href: href(`/tickets/${task.ticketId}`) },
        { label: "Task" },
      ]}
      title={task.title}
      description={
        <span className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-fg">
          <StatusBadge soft kind="task" value={shownState(task)} />
          <StatusBadge kind="priority" value={task.priority} />
          <span className="tabular-nums">
            {task.attemptCount} of {task.maxAttempts} attempts
          </span>
          <span className="text-muted">
            {task.finishedAt ? "took" : "open for"} <SpanTime span={taskSpan(task)} />
          </span>
          <WaitingFor task={task} />
        </span>
      }
      actions={mayAct && mayCancel(task) && <CancelTaskButton task={task} />}
    />
  );
}
