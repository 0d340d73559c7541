import type { TicketFilter } from "@/lib/work/queries";
import type { TicketView } from "../search-params";

/** The request behind an address; the same on the server, so that what it prefetched is found. */
export function toTicketFilter(
  params: { status: TicketView; q: string },
  project: string | undefined,
): TicketFilter {
  return {
    project,
    status: params.status === "all" ? undefined : params.status,
    q: params.q || undefined,
  };
}
