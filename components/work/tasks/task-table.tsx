"use client";

import { type Column, ListTable } from "@/components/ui/list-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink } from "@/components/ui/table";
import type { TaskSummary } from "@/lib/work/schema";
import { workSpan } from "../prepare-task";
import { useWorkHref } from "../use-work-href";
import { PriorityBadge } from "./priority-badge";
import { SpanTime } from "./span-time";
import { TaskDeadline } from "./task-deadline";
import { TaskStateBadge } from "./task-state";

export type TaskColumn = "ticket" | "priority" | "agent" | "attempts" | "duration" | "deadline" | "changed";

/** Rows of tasks; `hide` leaves out what the page says already. Deadlines have a column where there are any. */
export function TaskTable({
  label,
  tasks,
  hide = [],
  slim,
}: {
  label: string;
  tasks: TaskSummary[];
  hide?: readonly TaskColumn[];
  slim?: boolean;
}) {
  const href = useWorkHref();
  const columns: (Column<TaskSummary> & { is?: TaskColumn })[] = [
    { head: "State", as: "mark", cell: (task) => <TaskStateBadge task={task} /> },
    {
      head: "Task",
      as: "name",
      headClassName: "w-3/5",
      cutAt: LONG,
      cut: (task) => task.title,
      cell: (task) => <RowLink href={href(`/tasks/${task.id}`)}>{task.title}</RowLink>,
    },
    {
      is: "ticket",
      head: "Ticket",
      headClassName: "w-2/5",
      cutAt: LONG,
      cut: (task) => task.ticketTitle,
      cell: (task) => <RowLink href={href(`/tickets/${task.ticketId}`)}>{task.ticketTitle}</RowLink>,
    },
    { is: "priority", head: "Priority", cell: (task) => <PriorityBadge task={task} /> },
    {
      is: "agent",
      head: "Agent",
      cutAt: "max-w-44",
      cut: (task) => task.agentName,
      cell: (task) =>
        task.agentId && <RowLink href={href(`/agents/${task.agentId}`)}>{task.agentName}</RowLink>,
    },
    {
      is: "attempts",
      head: "Attempts",
      numeric: true,
      cell: (task) => `${task.attemptCount}/${task.maxAttempts}`,
    },
    {
      is: "duration",
      head: "At work",
      numeric: true,
      cell: (task) => {
        const span = workSpan(task);
        return span && <SpanTime span={span} />;
      },
    },
    {
      is: "deadline",
      head: "Deadline",
      numeric: true,
      cell: (task) => task.deadline && <TaskDeadline task={task} />,
    },
    { is: "changed", head: "Changed", numeric: true, cell: (task) => <RelativeTime at={task.updatedAt} /> },
  ];
  const left = tasks.some((task) => task.deadline) ? hide : [...hide, "deadline"];
  return (
    <ListTable
      label={label}
      columns={columns.filter(({ is }) => !is || !left.includes(is))}
      rows={tasks}
      slim={slim}
      places={false}
    />
  );
}

const LONG = "max-w-0 min-w-48";
