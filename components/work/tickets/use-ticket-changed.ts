"use client";

import { useQueryClient } from "@tanstack/react-query";
import { eventKeys } from "@/lib/platform/events/queries";
import { workKeys } from "@/lib/work/queries";

/** Refetches what shows a ticket, without waiting for the event stream, which may be paused. */
export function useTicketChanged(id: string) {
  const queries = useQueryClient();
  return () => {
    for (const queryKey of [workKeys.tickets, workKeys.tasks, workKeys.overview, eventKeys.of(id)]) {
      void queries.invalidateQueries({ queryKey });
    }
  };
}
