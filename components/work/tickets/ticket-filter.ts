import type { TicketFilter } from "@/lib/work/queries";
import type { Priority } from "@/lib/work/schema";
import type { TicketView } from "../search-params";

interface TicketChoice {
  status: TicketView;
  phase: string | null;
  priority: Priority | null;
  q: string;
}

/** The request behind an address; the same on the server, so that what it prefetched is found. */
export function toTicketFilter(choice: TicketChoice, project: string | undefined): TicketFilter {
  return {
    project,
    phase: choice.phase ?? undefined,
    status: choice.status === "all" ? undefined : choice.status,
    priority: choice.priority ?? undefined,
    q: choice.q || undefined,
  };
}

export function isNarrowed({ q, status, phase, priority }: TicketChoice): boolean {
  return q !== "" || status !== "open" || phase !== null || priority !== null;
}
