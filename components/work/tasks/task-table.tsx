"use client";

import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import type { TaskSummary } from "@/lib/work/schema";
import { workSpan } from "../prepare-task";
import { TextCell } from "../text-cell";
import { useWorkHref } from "../use-work-href";
import { PriorityBadge } from "./priority-badge";
import { SpanTime } from "./span-time";
import { TaskDeadline } from "./task-deadline";
import { TaskStateBadge } from "./task-state";

export type TaskColumn = "ticket" | "priority" | "agent" | "attempts" | "duration" | "deadline" | "changed";

const NOTHING = <span className="text-faint">–</span>;

/** Rows of tasks; `hide` leaves out what the page says already. Deadlines have a column where there are any. */
export function TaskTable({
  label,
  tasks,
  hide = [],
}: {
  label: string;
  tasks: TaskSummary[];
  hide?: readonly TaskColumn[];
}) {
  const left = tasks.some((task) => task.deadline) ? hide : [...hide, "deadline"];
  const has = (column: TaskColumn) => !left.includes(column);
  return (
    <Table label={label}>
      <TableHead>
        <Th>State</Th>
        <Th className="w-3/5">Task</Th>
        {has("ticket") && <Th className="w-2/5">Ticket</Th>}
        {has("priority") && <Th>Priority</Th>}
        {has("agent") && <Th>Agent</Th>}
        {has("attempts") && <Th numeric>Attempts</Th>}
        {has("duration") && <Th numeric>At work</Th>}
        {has("deadline") && <Th numeric>Deadline</Th>}
        {has("changed") && <Th numeric>Changed</Th>}
      </TableHead>
      <TableBody>
        {tasks.map((task) => (
          <TaskRow key={task.id} task={task} has={has} />
        ))}
      </TableBody>
    </Table>
  );
}

function TaskRow({ task, has }: { task: TaskSummary; has: (column: TaskColumn) => boolean }) {
  const href = useWorkHref();
  const span = workSpan(task);
  return (
    <TableRow>
      <Td>
        <TaskStateBadge task={task} />
      </Td>
      <TextCell rowHeader title={task.title}>
        <RowLink href={href(`/tasks/${task.id}`)}>{task.title}</RowLink>
      </TextCell>
      {has("ticket") && (
        <TextCell title={task.ticketTitle}>
          <RowLink href={href(`/tickets/${task.ticketId}`)}>{task.ticketTitle}</RowLink>
        </TextCell>
      )}
      {has("priority") && (
        <Td>
          <PriorityBadge task={task} />
        </Td>
      )}
      {has("agent") && (
        <Td className="max-w-44 truncate">
          {task.agentId ? (
            <RowLink href={href(`/agents/${task.agentId}`)}>{task.agentName}</RowLink>
          ) : (
            NOTHING
          )}
        </Td>
      )}
      {has("attempts") && (
        <Td numeric>
          {task.attemptCount}/{task.maxAttempts}
        </Td>
      )}
      {has("duration") && <Td numeric>{span ? <SpanTime span={span} /> : NOTHING}</Td>}
      {has("deadline") && <Td numeric>{task.deadline ? <TaskDeadline task={task} /> : NOTHING}</Td>}
      {has("changed") && (
        <Td numeric>
          <RelativeTime at={task.updatedAt} />
        </Td>
      )}
    </TableRow>
  );
}
