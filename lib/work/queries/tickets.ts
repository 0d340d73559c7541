import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import {
  Board,
  type CreateTicket,
  type Priority,
  TaskGraph,
  Ticket,
  TicketDetail,
  type TicketStatus,
  TicketsPage,
  type TransitionTicket,
  type UpdateTicket,
} from "../schema";
import type { Draft } from "./draft";
import { BOARD_CARDS, FOUND_MAX, TASKS_PAGE, workKeys } from "./keys";

export interface TicketFilter {
  project?: string | undefined;
  phase?: string | undefined;
  status?: TicketStatus | undefined;
  priority?: Priority | undefined;
  q?: string | undefined;
}

export function ticketsQuery(filter: TicketFilter) {
  return infiniteQueryOptions({
    queryKey: [...workKeys.tickets, "list", filter],
    initialPageParam: null as string | null,
    getNextPageParam: (page: TicketsPage) => page.nextCursor,
    queryFn: ({ pageParam, signal }) =>
      api({
        method: "GET",
        path: "/tickets",
        query: { ...filter, cursor: pageParam, limit: TASKS_PAGE },
        reply: TicketsPage,
        signal,
      }),
  });
}

/** The tickets with these words in their title, for a picker: a few, newest first. */
export function foundTicketsQuery(q: string, project: string | undefined) {
  return queryOptions({
    queryKey: [...workKeys.tickets, "found", q, project ?? null],
    queryFn: ({ signal }) =>
      api({
        method: "GET",
        path: "/tickets",
        query: { q, project, limit: FOUND_MAX },
        reply: TicketsPage,
        signal,
      }),
  });
}

export function boardQuery(project: string | undefined) {
  return queryOptions({
    queryKey: [...workKeys.tickets, "board", project ?? null],
    queryFn: ({ signal }) =>
      api({
        method: "GET",
        path: "/board",
        query: { project, perPhase: BOARD_CARDS },
        reply: Board,
        signal,
      }),
  });
}

export function ticketQuery(id: string) {
  return queryOptions({
    queryKey: [...workKeys.tickets, id],
    queryFn: ({ signal }) => api({ method: "GET", path: `/tickets/${id}`, reply: TicketDetail, signal }),
  });
}

export function graphQuery(id: string) {
  return queryOptions({
    queryKey: [...workKeys.tasks, "graph", id],
    queryFn: ({ signal }) => api({ method: "GET", path: `/tickets/${id}/graph`, reply: TaskGraph, signal }),
  });
}

export function createTicket(body: Draft<CreateTicket, "projectId" | "title">, idempotencyKey: string) {
  return api({ method: "POST", path: "/tickets", body, reply: Ticket, idempotencyKey });
}

export function updateTicket(id: string, body: UpdateTicket) {
  return api({ method: "PATCH", path: `/tickets/${id}`, body, reply: Ticket });
}

export function transitionTicket(id: string, body: Draft<TransitionTicket, "phase" | "reason">) {
  return api({ method: "POST", path: `/tickets/${id}/transition`, body, reply: TicketDetail });
}
