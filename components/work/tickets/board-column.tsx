"use client";

import { clsx } from "clsx";
import { useId } from "react";
import type { Project } from "@/lib/work/schema";
import type { Column } from "../prepare-board";
import { TicketCard } from "./ticket-card";

/** One phase. On a phone only the chosen column is shown. */
export function BoardColumn({
  column,
  isChosen,
  projects,
}: {
  column: Column;
  isChosen: boolean;
  /** Given where the board shows every project, to name each ticket's. */
  projects: Project[] | undefined;
}) {
  const id = useId();
  const { phase, tickets } = column;
  return (
    <section
      aria-labelledby={id}
      className={clsx(
        "w-full shrink-0 flex-col gap-2 rounded-lg border border-line bg-sunken p-2 md:flex md:w-66",
        isChosen ? "flex" : "hidden",
      )}
    >
      <header className="px-1 pt-0.5">
        <h2 id={id} className="flex items-baseline justify-between gap-2 font-semibold">
          {phase.name}
          <span className="font-normal text-faint tabular-nums">
            {tickets.length}
            <span className="sr-only"> tickets</span>
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
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
