"use client";

import { Duration, Elapsed } from "@/components/ui/duration";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import type { Task } from "@/lib/work/schema";
import { type Span, shownState, taskSpan } from "../prepare-task";
import { TextCell } from "../text-cell";
import { useWorkHref } from "../use-work-href";

export type TaskColumn = "ticket" | "priority" | "agent" | "attempts" | "duration" | "changed";

/** Rows of tasks; `hide` leaves out what the page says already. */
export function TaskTable({
  label,
  tasks,
  hide = [],
}: {
  label: string;
  tasks: Task[];
  hide?: readonly TaskColumn[];
}) {
  const href = useWorkHref();
  const has = (column: TaskColumn) => !hide.includes(column);
  return (
    <Table label={label}>
      <TableHead>
        <Th>State</Th>
        <Th className="w-3/5">Task</Th>
        {has("ticket") && <Th className="w-2/5">Ticket</Th>}
        {has("priority") && <Th>Priority</Th>}
        {has("agent") && <Th>Agent</Th>}
        {has("attempts") && <Th numeric>Attempts</Th>}
        {has("duration") && <Th numeric>Total time</Th>}
        {has("changed") && <Th numeric>Changed</Th>}
      </TableHead>
      <TableBody>
        {tasks.map((task) => (
          <TableRow key={task.id}>
            <Td>
              <StatusBadge kind="task" value={shownState(task)} />
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
                <StatusBadge kind="priority" value={task.priority} />
              </Td>
            )}
            {has("agent") && (
              <Td>
                {task.agentId ? (
                  <RowLink href={href(`/agents/${task.agentId}`)}>{task.agentName}</RowLink>
                ) : (
                  <span className="text-faint">–</span>
                )}
              </Td>
            )}
            {has("attempts") && (
              <Td numeric>
                {task.attemptCount}/{task.maxAttempts}
              </Td>
            )}
            {has("duration") && (
              <Td numeric>
                <SpanTime span={taskSpan(task)} />
              </Td>
            )}
            {has("changed") && (
              <Td numeric>
                <RelativeTime at={task.updatedAt} />
              </Td>
            )}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

export function SpanTime({ span }: { span: Span }) {
  return span.kind === "growing" ? <Elapsed since={span.since} /> : <Duration durationMs={span.durationMs} />;
}
