"use client";

import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import type { Phase, Project, TicketSummary } from "@/lib/work/schema";
import { phaseName } from "../prepare-board";
import { TextCell } from "../text-cell";
import { useWorkHref } from "../use-work-href";
import { TaskCounts } from "./task-counts";

export function TicketTable({
  tickets,
  phases,
  projects,
}: {
  tickets: TicketSummary[];
  phases: Phase[] | undefined;
  /** Given where the list shows every project, to name each ticket's. */
  projects: Project[] | undefined;
}) {
  const href = useWorkHref();
  return (
    <Table label="Tickets">
      <TableHead>
        <Th>Status</Th>
        <Th className="w-full">Ticket</Th>
        <Th>Phase</Th>
        {projects && <Th>Project</Th>}
        <Th>Priority</Th>
        <Th>Tasks</Th>
        <Th numeric>Changed</Th>
      </TableHead>
      <TableBody>
        {tickets.map((ticket) => (
          <TableRow key={ticket.id}>
            <Td>
              <StatusBadge kind="ticket" value={ticket.status} />
            </Td>
            <TextCell rowHeader title={ticket.title}>
              <RowLink href={href(`/tickets/${ticket.id}`)}>{ticket.title}</RowLink>
            </TextCell>
            <Td>{phaseName(phases, ticket.phase)}</Td>
            {projects && <Td>{projects.find(({ id }) => id === ticket.projectId)?.name}</Td>}
            <Td>
              <StatusBadge kind="priority" value={ticket.priority} />
            </Td>
            <Td>
              <span className="inline-flex gap-3">
                <TaskCounts counts={ticket.taskCounts} />
              </span>
            </Td>
            <Td numeric>
              <RelativeTime at={ticket.updatedAt} />
            </Td>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
