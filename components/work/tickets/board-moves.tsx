"use client";

import { createContext, lazy, type ReactNode, Suspense, useContext, useMemo, useState } from "react";
import type { Phase, TicketSummary } from "@/lib/work/schema";
import { openLoaded } from "../form/open-loaded";
import { keepFocus } from "./keep-focus";

const load = () => import("./move-ticket-dialog").then((module) => ({ default: module.MoveTicketDialog }));
const MoveTicketDialog = lazy(load);

interface Wanted {
  ticket: TicketSummary;
  to: string;
}

interface BoardMoves {
  dragged: TicketSummary | null;
  setDragged: (ticket: TicketSummary | null) => void;
  /** Asks for the reason, and moves the ticket then. */
  startMove: (wanted: Wanted) => void;
}

const Moves = createContext<BoardMoves | null>(null);

/** What is being dragged over the board, and the one dialog that ends every move. */
export function BoardMovesProvider({
  phases,
  mayAct,
  children,
}: {
  phases: Phase[];
  mayAct: boolean;
  children: ReactNode;
}) {
  const [dragged, setDragged] = useState<TicketSummary | null>(null);
  const [wanted, setWanted] = useState<Wanted & { isOpen: boolean }>();
  const moves = useMemo(
    () => ({
      dragged,
      setDragged,
      startMove: (move: Wanted) => void openLoaded(load, () => setWanted({ ...move, isOpen: true })),
    }),
    [dragged],
  );
  return (
    <Moves value={moves}>
      {children}
      {wanted && (
        <Suspense fallback={null}>
          <MoveTicketDialog
            key={`${wanted.ticket.id} ${wanted.to}`}
            ticket={wanted.ticket}
            to={wanted.to}
            phases={phases}
            mayAct={mayAct}
            open={wanted.isOpen}
            onOpenChange={(isOpen) => {
              setWanted(isOpen ? { ...wanted, isOpen } : undefined);
              if (!isOpen) keepFocus(wanted.ticket);
            }}
          />
        </Suspense>
      )}
    </Moves>
  );
}

export function useBoardMoves(): BoardMoves {
  const moves = useContext(Moves);
  if (!moves) throw new Error("useBoardMoves needs a BoardMovesProvider.");
  return moves;
}
