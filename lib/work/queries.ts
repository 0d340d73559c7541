// What the browser asks of the queue, and what it may change.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "@/lib/client/api";
import {
  Agent,
  AgentsPage,
  type CancelTask,
  type CreateTask,
  type CreateTicket,
  LogSlice,
  Overview,
  Phase,
  ProjectsPage,
  Task,
  TaskDetail,
  type TaskState,
  TasksPage,
  Ticket,
  TicketDetail,
  type TicketStatus,
  TicketsPage,
  type TransitionTicket,
  type UpdateTicket,
} from "./schema";

export const workKeys = {
  projects: ["projects"] as const,
  overview: ["overview"] as const,
  tickets: ["tickets"] as const,
  tasks: ["tasks"] as const,
  task: (id: string) => ["task", id] as const,
  agents: ["agents"] as const,
};

export interface TaskFilter {
  project?: string | undefined;
  ticket?: string | undefined;
  agent?: string | undefined;
  state?: TaskState | undefined;
  q?: string | undefined;
}

export interface TicketFilter {
  project?: string | undefined;
  phase?: string | undefined;
  status?: TicketStatus | undefined;
  q?: string | undefined;
}

/** Rows of a page, as the browser asks for them and the server prefetches them. */
export const TASKS_PAGE = 50;
export const LIST_MAX = 200;

export function projectsQuery() {
  return queryOptions({
    queryKey: workKeys.projects,
    queryFn: ({ signal }) =>
      api({ method: "GET", path: "/projects", query: { limit: LIST_MAX }, reply: ProjectsPage, signal }),
  });
}

export function phasesQuery() {
  return queryOptions({
    queryKey: ["phases"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) =>
      api({ method: "GET", path: "/phases", reply: z.object({ items: z.array(Phase) }), signal }),
  });
}

export function overviewQuery(project: string | undefined) {
  return queryOptions({
    queryKey: [...workKeys.overview, project ?? null],
    queryFn: ({ signal }) =>
      api({ method: "GET", path: "/overview", query: { project }, reply: Overview, signal }),
  });
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
        query: { ...filter, cursor: pageParam, limit: LIST_MAX },
        reply: TicketsPage,
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

export function tasksQuery(filter: TaskFilter) {
  return infiniteQueryOptions({
    queryKey: [...workKeys.tasks, filter],
    initialPageParam: null as string | null,
    getNextPageParam: (page: TasksPage) => page.nextCursor,
    queryFn: ({ pageParam, signal }) =>
      api({
        method: "GET",
        path: "/tasks",
        query: { ...filter, cursor: pageParam, limit: TASKS_PAGE },
        reply: TasksPage,
        signal,
      }),
  });
}

export function taskQuery(id: string) {
  return queryOptions({
    queryKey: workKeys.task(id),
    queryFn: ({ signal }) => api({ method: "GET", path: `/tasks/${id}`, reply: TaskDetail, signal }),
  });
}

export function agentsQuery(project: string | undefined, includeRetired: boolean) {
  return queryOptions({
    queryKey: [...workKeys.agents, project ?? null, includeRetired],
    // Stale and lost follow from silence, which is no event.
    refetchInterval: 15_000,
    queryFn: ({ signal }) =>
      api({
        method: "GET",
        path: "/agents",
        query: { project, includeRetired, limit: LIST_MAX },
        reply: AgentsPage,
        signal,
      }),
  });
}

export function agentQuery(id: string) {
  return queryOptions({
    queryKey: [...workKeys.agents, id],
    refetchInterval: 15_000,
    queryFn: ({ signal }) => api({ method: "GET", path: `/agents/${id}`, reply: Agent, signal }),
  });
}

/** Reads an attempt's log onwards from a byte position. */
export function readLog(taskId: string, attempt: string, offset: number, signal?: AbortSignal) {
  return api({
    method: "GET",
    path: `/tasks/${taskId}/log`,
    query: { attempt, offset },
    reply: LogSlice,
    ...(signal ? { signal } : {}),
  });
}

type Draft<T, K extends keyof T> = Pick<T, K> & Partial<T>;

export function createTicket(body: Draft<CreateTicket, "projectId" | "title">, idempotencyKey: string) {
  return api({ method: "POST", path: "/tickets", body, reply: Ticket, idempotencyKey });
}

export function updateTicket(id: string, body: UpdateTicket) {
  return api({ method: "PATCH", path: `/tickets/${id}`, body, reply: Ticket });
}

export function transitionTicket(id: string, body: TransitionTicket) {
  return api({ method: "POST", path: `/tickets/${id}/transition`, body, reply: TicketDetail });
}

export function createTask(body: Draft<CreateTask, "ticketId" | "title">, idempotencyKey: string) {
  return api({ method: "POST", path: "/tasks", body, reply: Task, idempotencyKey });
}

export function cancelTask(id: string, body: CancelTask) {
  return api({ method: "POST", path: `/tasks/${id}/cancel`, body, reply: Task });
}

export function drainAgent(id: string) {
  return api({ method: "POST", path: `/agents/${id}/drain`, reply: Agent });
}
