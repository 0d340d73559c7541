"use client";

import Link from "next/link";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status";
import { statusLook } from "@/components/ui/status-tones";
import { toneClasses } from "@/components/ui/tones";
import type { TaskState, Ticket } from "@/lib/work/schema";
import { toCounts } from "../prepare-board";
import { useWorkHref } from "../use-work-href";

/** `project` is its name, where the board shows more than one. */
export function TicketCard({ ticket, project }: { ticket: Ticket; project: string | undefined }) {
  const href = useWorkHref();
  const counts = toCounts(ticket.taskCounts);
  return (
    <Link
      href={href(`/tickets/${ticket.id}`)}
      className="flex flex-col gap-2 rounded-lg border border-line bg-surface p-3 hover:border-line-strong hover:bg-hover focus-visible:-outline-offset-2"
    >
      <span className="line-clamp-3 font-medium wrap-anywhere">{ticket.title}</span>
      <span className="flex items-center gap-x-3 text-xs">
        <StatusBadge kind="priority" value={ticket.priority} />
        {ticket.status !== "open" && <StatusBadge kind="ticket" value={ticket.status} />}
        {project && <span className="ml-auto min-w-0 truncate text-muted">{project}</span>}
      </span>
      <span className="flex min-h-4 flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
        {counts.length === 0 && <span className="text-faint">No tasks yet</span>}
        {counts.map(({ state, count }) => (
          <TaskCount key={state} state={state} count={count} />
        ))}
        <span className="ml-auto text-faint">
          <RelativeTime at={ticket.updatedAt} />
        </span>
      </span>
    </Link>
  );
}

function TaskCount({ state, count }: { state: TaskState; count: number }) {
  const { label, tone, icon: Icon } = statusLook({ kind: "task", value: state });
  return (
    <span className="inline-flex items-center gap-1 tabular-nums" title={`${count} ${label.toLowerCase()}`}>
      <Icon aria-hidden="true" className={`size-3.5 ${toneClasses[tone].text}`} />
      {count}
      <span className="sr-only">{label.toLowerCase()}</span>
    </span>
  );
}
