"use client";

import { clsx } from "clsx";
import Link from "next/link";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status";
import type { Phase, TicketSummary } from "@/lib/work/schema";
import { useWorkHref } from "../use-work-href";
import { useBoardMoves } from "./board-moves";
import { MoveMenu } from "./move-menu";
import { TaskCounts } from "./task-counts";

/** `project` is its name, where the board shows more than one. Dragging and the menu both move it. */
export function TicketCard({
  ticket,
  project,
  next,
}: {
  ticket: TicketSummary;
  project: string | undefined;
  /** Where it may go; none for those who may not move it. */
  next: Phase[];
}) {
  const href = useWorkHref();
  const { dragged, setDragged } = useBoardMoves();
  const mayMove = next.length > 0;
  return (
    <article
      data-ticket={ticket.id}
      data-phase={ticket.phase}
      draggable={mayMove}
      onDragStart={(event) => {
        event.dataTransfer.setData("text/plain", ticket.title);
        event.dataTransfer.effectAllowed = "move";
        setDragged(ticket);
      }}
      onDragEnd={() => setDragged(null)}
      className={clsx(
        "relative flex flex-col gap-2 rounded-lg border border-line bg-surface p-3 hover:border-line-strong hover:bg-hover",
        mayMove && "cursor-grab",
        dragged?.id === ticket.id && "opacity-50",
      )}
    >
      <div className="flex items-start gap-1">
        <h3 className="min-w-0 flex-1 font-medium">
          <Link
            href={href(`/tickets/${ticket.id}`)}
            draggable={false}
            className="line-clamp-3 wrap-anywhere after:absolute after:inset-0 after:rounded-lg hover:underline focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
          >
            {ticket.title}
          </Link>
        </h3>
        {mayMove && <MoveMenu ticket={ticket} next={next} />}
      </div>
      <div className="flex items-center gap-x-3 text-xs">
        <StatusBadge kind="priority" value={ticket.priority} />
        {project && <span className="ml-auto min-w-0 truncate text-muted">{project}</span>}
      </div>
      <div className="flex min-h-4 flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
        <TaskCounts counts={ticket.taskCounts} />
        <span className="ml-auto text-faint">
          <RelativeTime at={ticket.updatedAt} />
        </span>
      </div>
    </article>
  );
}
