"use client";

import { useQueryStates } from "nuqs";
import type { ReactNode } from "react";
import { LiveNote } from "@/components/live/live-note";
import { lazyPart } from "@/components/ui/lazy-part";
import { SkeletonRows } from "@/components/ui/skeleton";
import { ListTools } from "../list-tools";
import type { Rights } from "../rights";
import { ticketParams } from "../search-params";
import { BoardSkeleton } from "./board-skeleton";
import { toTicketFilter } from "./ticket-filter";

// Of the two only the one shown is loaded.
const Board = lazyPart(() => import("./board").then((module) => module.Board), {
  fallback: <BoardSkeleton />,
});
const TicketFilters = lazyPart(() => import("./ticket-filters").then((module) => module.TicketFilters));
const TicketList = lazyPart(() => import("./ticket-list").then((module) => module.TicketList), {
  fallback: <SkeletonRows rows={8} label="Loading the tickets" />,
});

export function TicketsView({
  projectId,
  newTicket,
  ...rights
}: { projectId: string | undefined; newTicket: ReactNode } & Rights) {
  const [choice] = useQueryStates(ticketParams);
  return (
    <>
      <LiveNote />
      {choice.view === "board" ? (
        <Board projectId={projectId} newTicket={newTicket} {...rights} />
      ) : (
        <>
          <TicketFilters
            tools={<ListTools list="tickets" query={{ ...toTicketFilter(choice, projectId) }} />}
          />
          <TicketList projectId={projectId} newTicket={newTicket} />
        </>
      )}
    </>
  );
}
