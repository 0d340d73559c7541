"use client";

import { ArrowRight, MoveRight } from "lucide-react";
import { buttonClass } from "@/components/ui/button-class";
import { answerEarlyClick } from "@/components/ui/early";
import type { Phase, TicketSummary } from "@/lib/work/schema";
import { closePopover, Popover, popoverItemClass } from "../../shell/popover";
import { useBoardMoves } from "./board-moves";

/** What dragging does, for the keyboard and for fingers. */
export function MoveMenu({ ticket, next }: { ticket: TicketSummary; next: Phase[] }) {
  const { startMove } = useBoardMoves();
  return (
    <Popover
      trigger={
        <>
          <MoveRight aria-hidden="true" />
          <span className="sr-only">Move “{ticket.title}”</span>
        </>
      }
      triggerClassName={`${buttonClass("ghost", "sm", true)} z-1 -mt-1 -mr-1`}
      panelClassName="hang-end w-52"
    >
      <p className="px-2 py-1 text-xs text-muted">Move to</p>
      <ul>
        {next.map((phase) => (
          <li key={phase.id}>
            <button
              type="button"
              ref={answerEarlyClick}
              className={popoverItemClass}
              onClick={(event) => {
                closePopover(event);
                startMove({ ticket, to: phase.id });
              }}
            >
              <ArrowRight aria-hidden="true" className="size-4 shrink-0 text-muted" />
              {phase.name}
            </button>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
