"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Refreshing } from "@/components/ui/refreshing";
import { boardQuery, phasesQuery, projectsQuery } from "@/lib/work/queries";
import { toColumns } from "../prepare-board";
import type { Rights } from "../rights";
import { Loaded } from "../state/loaded";
import { BoardColumns } from "./board-columns";
import { BoardMovesProvider } from "./board-moves";
import { BoardSkeleton } from "./board-skeleton";
import { NoTickets } from "./no-tickets";

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
              <Refreshing isPrevious={board.isPlaceholderData}>
                <BoardMovesProvider phases={configured} mayAct={mayAct}>
                  <BoardColumns
                    columns={toColumns(configured, columns)}
                    phases={configured}
                    projects={projectId === undefined ? projects.data?.items : undefined}
                    mayWrite={mayWrite}
                  />
                </BoardMovesProvider>
              </Refreshing>
            )
          }
        </Loaded>
      )}
    </Loaded>
  );
}
