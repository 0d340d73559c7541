"use client";

import { type Column, ListTable } from "@/components/ui/list-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status";
import { RowLink } from "@/components/ui/table";
import type { Phase, Project, TicketSummary } from "@/lib/work/schema";
import { phaseName } from "../prepare-board";
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
  const columns: Column<TicketSummary>[] = [
    { head: "Status", as: "mark", cell: (ticket) => <StatusBadge kind="ticket" value={ticket.status} /> },
    {
      head: "Ticket",
      as: "name",
      headClassName: "w-full",
      cutAt: "max-w-0 min-w-48",
      cut: (ticket) => ticket.title,
      cell: (ticket) => <RowLink href={href(`/tickets/${ticket.id}`)}>{ticket.title}</RowLink>,
    },
    { head: "Phase", cell: (ticket) => phaseName(phases, ticket.phase) },
    { head: "Priority", cell: (ticket) => <StatusBadge kind="priority" value={ticket.priority} /> },
    {
      head: "Tasks",
      cell: (ticket) => (
        <span className="inline-flex gap-3">
          <TaskCounts counts={ticket.taskCounts} />
        </span>
      ),
    },
    { head: "Changed", numeric: true, cell: (ticket) => <RelativeTime at={ticket.updatedAt} /> },
  ];
  if (projects) {
    columns.splice(3, 0, {
      head: "Project",
      cell: (ticket) => projects.find(({ id }) => id === ticket.projectId)?.name,
    });
  }
  return <ListTable label="Tickets" columns={columns} rows={tickets} />;
}
