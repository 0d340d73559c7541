"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { boardQuery, phasesQuery, projectsQuery } from "@/lib/work/queries";
import { toColumns } from "../prepare-board";
import { Loaded } from "../state/loaded";
import type { Rights } from "../tasks/task-header";
import { BoardColumns } from "./board-columns";
import { BoardMovesProvider } from "./board-moves";
import { BoardSkeleton } from "./board-skeleton";

/** The open tickets by phase. Closed ones stand in the list. */
export function Board({
  projectId,
  newTicket,
  mayWrite,
  mayAct,
}: { projectId: string | undefined; newTicket: ReactNode } & Rights) {
  const phases = useQuery(phasesQuery());
  const projects = useQuery({ ...projectsQuery(), enabled: projectId === undefined });
  const board = useQuery({ ...boardQuery(projectId), placeholderData: keepPreviousData });
  return (
    <Loaded query={phases} what="the phases" skeleton={<BoardSkeleton />}>
      {({ items: configured }) => (
        <Loaded query={board} what="the tickets" skeleton={<BoardSkeleton />}>
          {({ columns }) =>
            columns.every(({ total }) => total === 0) ? (
              <div className="rounded-lg border border-line bg-surface">
                <NoTickets newTicket={newTicket} />
              </div>
            ) : (
              <div
                aria-busy={board.isPlaceholderData}
                className={board.isPlaceholderData ? "opacity-60" : undefined}
              >
                <BoardMovesProvider phases={configured} mayAct={mayAct}>
                  <BoardColumns
                    columns={toColumns(configured, columns)}
                    phases={configured}
                    projects={projectId === undefined ? projects.data?.items : undefined}
                    mayWrite={mayWrite}
                  />
                </BoardMovesProvider>
              </div>
            )
          }
        </Loaded>
      )}
    </Loaded>
  );
}

export function NoTickets({ newTicket }: { newTicket: ReactNode }) {
  return (
    <EmptyState
      title="No open tickets"
      appears="A ticket is a piece of work that moves through phases; its tasks are what agents do."
      how={newTicket ? "Create one here, or through POST /api/v1/tickets." : "Leads and admins create them."}
      action={newTicket}
    />
  );
}
