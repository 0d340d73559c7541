"use client";

import { clsx } from "clsx";
import Link from "next/link";
import { type DragEvent, useId, useState } from "react";
import type { Phase, Project } from "@/lib/work/schema";
import { type Column, mayMoveTo, nextPhases } from "../prepare-board";
import { useWorkHref } from "../use-work-href";
import { useBoardMoves } from "./board-moves";
import { TicketCard } from "./ticket-card";

/** One phase. On a phone only the chosen column is shown. Tickets that may go here can be dropped. */
export function BoardColumn({
  column,
  phases,
  isChosen,
  projects,
  mayWrite,
}: {
  column: Column;
  phases: Phase[];
  isChosen: boolean;
  /** Given where the board shows every project, to name each ticket's. */
  projects: Project[] | undefined;
  mayWrite: boolean;
}) {
  const id = useId();
  const [isOver, setOver] = useState(false);
  const { dragged, setDragged, startMove } = useBoardMoves();
  const { phase, tickets, total } = column;
  const mayDrop = mayMoveTo(phases, dragged, phase.id);

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    if (dragged && mayDrop) startMove({ ticket: dragged, to: phase.id });
    setDragged(null);
  }

  return (
    <section
      aria-labelledby={id}
      onDragOver={(event) => {
        if (!mayDrop) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={clsx(
        "w-full shrink-0 flex-col gap-2 rounded-lg border bg-sunken p-2 md:flex md:w-66",
        isChosen ? "flex" : "hidden",
        mayDrop ? "border-dashed border-field" : "border-line",
        mayDrop && isOver && "bg-selected",
      )}
    >
      <header className="px-1 pt-0.5">
        <h2 id={id} className="flex items-baseline justify-between gap-2 font-semibold">
          {phase.name}
          <span className="font-normal text-faint tabular-nums">
            {total.toLocaleString("en")}
            <span className="sr-only"> {total === 1 ? "ticket" : "tickets"}</span>
          </span>
        </h2>
        <p className="truncate text-xs text-faint" title={phase.description}>
          {phase.description}
        </p>
      </header>
      {tickets.length === 0 ? (
        <p className="rounded-lg border border-dashed border-line-strong px-3 py-4 text-center text-xs text-faint">
          No tickets in this phase
        </p>
      ) : (
        <ul className="flex flex-col gap-2">
          {tickets.map((ticket) => (
            <li key={ticket.id}>
              <TicketCard
                ticket={ticket}
                project={projects?.find((project) => project.id === ticket.projectId)?.name}
                next={mayWrite ? nextPhases(phases, ticket) : []}
              />
            </li>
          ))}
        </ul>
      )}
      <MoreTickets phase={phase} hidden={total - tickets.length} />
    </section>
  );
}

function MoreTickets({ phase, hidden }: { phase: Phase; hidden: number }) {
  const href = useWorkHref();
  if (hidden <= 0) return null;
  return (
    <Link
      href={href("/tickets", { view: "list", phase: phase.id })}
      className="rounded-md px-2 py-1.5 text-center text-muted underline hover:text-fg hover:no-underline"
    >
      {hidden.toLocaleString("en")} more<span className="sr-only"> in {phase.name}</span> in the list
    </Link>
  );
}
