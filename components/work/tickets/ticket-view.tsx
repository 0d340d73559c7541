"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { LiveNote } from "@/components/live/live-note";
import { Badge } from "@/components/ui/badge";
import { lazyPart } from "@/components/ui/lazy-part";
import { PageHeader } from "@/components/ui/page-header";
import { SkeletonRows } from "@/components/ui/skeleton";
import { StatusBadge } from "@/components/ui/status";
import { liveHoldsQuery, phasesQuery, projectsQuery, ticketQuery } from "@/lib/work/queries";
import { HoldNotes } from "../overlays/hold-notes";
import { phaseName } from "../prepare-board";
import { holdsOnTicket } from "../prepare-overlay";
import type { Rights } from "../rights";
import { QueryError } from "../state/query-error";
import { StaleNote } from "../state/stale-note";
import { useWorkHref } from "../use-work-href";
import { TicketActions } from "./ticket-actions";
import { TicketDescription } from "./ticket-description";
import { TicketFacts } from "./ticket-facts";

// Below the fold: not among what the page must have loaded before it works.
const TicketTasks = lazyPart(() => import("./ticket-tasks").then((module) => module.TicketTasks), {
  fallback: <SkeletonRows rows={6} label="Loading the tasks" />,
});
const TicketGap = lazyPart(() => import("./ticket-gap").then((module) => module.TicketGap));
const Timeline = lazyPart(() => import("../timeline/timeline").then((module) => module.Timeline));

export function TicketView({
  id,
  intervene,
  mayWrite,
  mayAct,
}: {
  id: string;
  /** How a guardian steps in. */
  intervene?: ReactNode;
} & Rights) {
  const href = useWorkHref();
  const query = useQuery(ticketQuery(id));
  const phases = useQuery(phasesQuery());
  const projects = useQuery(projectsQuery());
  const ticket = query.data;
  const live = useQuery({ ...liveHoldsQuery(ticket?.projectId), enabled: ticket !== undefined });
  if (!ticket) return query.error && <QueryError query={query} error={query.error} what="this ticket" />;
  const holds = holdsOnTicket(id, live.data?.items ?? []);
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
        actions={
          <>
            <TicketActions
              ticket={ticket}
              phases={phases.data?.items ?? []}
              isHeld={holds.length > 0}
              mayWrite={mayWrite}
              mayAct={mayAct}
            />
            {ticket.status === "open" && intervene}
          </>
        }
      />
      <LiveNote />
      <StaleNote query={query} what="this ticket" />
      <HoldNotes holds={holds} mayAct={mayAct} effect="On hold: no agent claims this ticket's tasks" />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <TicketDescription text={ticket.description} />
          <TicketTasks ticket={ticket} mayWrite={mayWrite} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <TicketFacts ticket={ticket} phase={phase} />
          {ticket.status === "open" && <TicketGap gap={ticket.gap} phase={phase} />}
          <Timeline entity={id} />
        </div>
      </div>
    </>
  );
}
