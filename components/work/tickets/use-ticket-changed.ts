"use client";

import { useQueryClient } from "@tanstack/react-query";
import { eventKeys } from "@/lib/platform/events/queries";
import { ticketQuery, workKeys } from "@/lib/work/queries";
import type { Ticket } from "@/lib/work/schema";

/** Shows a ticket as the API answered it, and refetches what else shows it: the event stream may be paused. */
export function useTicketChanged(id: string) {
  const queries = useQueryClient();
  return (ticket?: Ticket) => {
    if (ticket) queries.setQueryData(ticketQuery(id).queryKey, (was) => was && { ...was, ...ticket });
    for (const queryKey of [workKeys.tickets, workKeys.tasks, workKeys.overview, eventKeys.of(id)]) {
      void queries.invalidateQueries({ queryKey });
    }
  };
}
