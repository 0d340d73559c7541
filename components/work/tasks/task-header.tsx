"use client";

import type { ReactNode } from "react";
import { PageHeader } from "@/components/ui/page-header";
import type { TaskDetail } from "@/lib/work/schema";
import { OverrideButton } from "../overlays/override-button";
import { isFinished, mayCancel, taskSpan } from "../prepare-task";
import type { Rights } from "../rights";
import { useWorkHref } from "../use-work-href";
import { CancelTaskButton } from "./cancel-task-button";
import { EditTaskButton } from "./edit-task-button";
import { PriorityBadge } from "./priority-badge";
import { RerunButton } from "./rerun-button";
import { SpanTime } from "./span-time";
import { TaskStateBadge } from "./task-state";
import { WaitingFor } from "./waiting-for";

export function TaskHeader({
  task,
  intervene,
  mayWrite,
  mayAct,
}: { task: TaskDetail; intervene?: ReactNode } & Rights) {
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
          <TaskStateBadge soft task={task} />
          <PriorityBadge task={task} />
          <span className="tabular-nums">
            {task.attemptCount} of {task.maxAttempts} attempts
          </span>
          <span className="text-muted">
            {task.finishedAt ? "took" : "open for"} <SpanTime span={taskSpan(task)} />
          </span>
          <WaitingFor task={task} />
        </span>
      }
      actions={
        <>
          {mayAct && !isFinished(task) && (
            <OverrideButton target={{ kind: "task", id: task.id, title: task.title }} />
          )}
          {!isFinished(task) && intervene}
          {mayWrite && !isFinished(task) && <EditTaskButton task={task} />}
          {mayAct && mayCancel(task) && <CancelTaskButton task={task} />}
          {mayWrite && isFinished(task) && <RerunButton task={task} />}
        </>
      }
    />
  );
}
