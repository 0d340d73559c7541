"use client";

import { useQuery } from "@tanstack/react-query";
import { LiveNote } from "@/components/live/live-note";
import { Badge } from "@/components/ui/badge";
import { PageHeader } from "@/components/ui/page-header";
import { StatusBadge } from "@/components/ui/status";
import { phasesQuery, projectsQuery, ticketQuery } from "@/lib/work/queries";
import { phaseName } from "../prepare-board";
import { QueryError } from "../state/query-error";
import { StaleNote } from "../state/stale-note";
import { TaskList } from "../tasks/task-list";
import { Timeline } from "../timeline/timeline";
import { useWorkHref } from "../use-work-href";
import { NewTaskButton } from "./new-task-button";
import { TicketActions } from "./ticket-actions";
import { TicketDescription } from "./ticket-description";
import { TicketFacts } from "./ticket-facts";

export function TicketView({ id, mayWrite }: { id: string; mayWrite: boolean }) {
  const href = useWorkHref();
  const query = useQuery(ticketQuery(id));
  const phases = useQuery(phasesQuery());
  const projects = useQuery(projectsQuery());
  const ticket = query.data;
  if (!ticket) return query.error && <QueryError query={query} error={query.error} what="this ticket" />;
  const project = projects.data?.items.find((candidate) => candidate.id === ticket.projectId);
  const phase = phaseName(phases.data?.items, ticket.phase);
  return (
    <>
      <PageHeader
        crumbs={[{ label: "Tickets", href: href("/tickets") }, { label: "Ticket" }]}
        title={ticket.title}
        description={
          <span className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-fg">
            <StatusBadge soft kind="ticket" value={ticket.status} />
            <StatusBadge kind="priority" value={ticket.priority} />
            <Badge>{phase}</Badge>
            {project && <span className="text-muted">{project.name}</span>}
          </span>
        }
        actions={mayWrite && <TicketActions ticket={ticket} phases={phases.data?.items ?? []} />}
      />
      <LiveNote />
      <StaleNote query={query} what="this ticket" />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <TicketDescription text={ticket.description} />
          <TaskList
            title="Tasks"
            filter={{ ticket: id }}
            hide={["ticket"]}
            actions={mayWrite && ticket.status === "open" && <NewTaskButton ticket={ticket} />}
            empty={{
              title: "No tasks yet",
              appears: "A task is one prompt that an agent claims, works on and reports back.",
              how:
                mayWrite && ticket.status === "open"
                  ? "Add the first one with New task."
                  : "Leads and admins add tasks to open tickets.",
            }}
          />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <TicketFacts ticket={ticket} phase={phase} />
          <Timeline entity={id} />
        </div>
      </div>
    </>
  );
}
