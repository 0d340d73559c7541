"use client";

import { useQueryClient } from "@tanstack/react-query";
import { eventKeys } from "@/lib/platform/events/queries";
import { ticketQuery, workKeys } from "@/lib/work/queries";
import type { Ticket } from "@/lib/work/schema";
import { useRefetch } from "../use-refetch";

/** Shows a ticket as the API answered it, and refetches what else shows it. */
export function useTicketChanged(id: string) {
  const queries = useQueryClient();
  const refetch = useRefetch();
  return (ticket?: Ticket) => {
    if (ticket) queries.setQueryData(ticketQuery(id).queryKey, (was) => was && { ...was, ...ticket });
    refetch([workKeys.tickets, workKeys.tasks, workKeys.overview, eventKeys.of(id)]);
  };
}
