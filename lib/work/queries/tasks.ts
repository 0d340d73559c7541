import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import {
  type CancelTask,
  type CreateTask,
  LogSlice,
  type Priority,
  type RerunTask,
  Task,
  TaskDetail,
  type TaskState,
  TasksPage,
  type UpdateTask,
} from "../schema";
import type { Draft } from "./draft";
import { FOUND_MAX, TASKS_PAGE, workKeys } from "./keys";

export interface TaskFilter {
  project?: string | undefined;
  ticket?: string | undefined;
  agent?: string | undefined;
  state?: TaskState[] | undefined;
  priority?: Priority | undefined;
  blocked?: boolean | undefined;
  undoable?: boolean | undefined;
  q?: string | undefined;
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
        query: { ...filter, state: filter.state?.join(","), cursor: pageParam, limit: TASKS_PAGE },
        reply: TasksPage,
        signal,
      }),
  });
}

/** The tasks with these words in their title, for a picker: a few, newest first. */
export function foundTasksQuery(
  q: string,
  project: string | undefined,
  { ticket, state, limit = FOUND_MAX }: Pick<TaskFilter, "ticket" | "state"> & { limit?: number } = {},
) {
  return queryOptions({
    queryKey: [...workKeys.tasks, "found", q, project ?? null, ticket ?? null, state ?? null, limit],
    queryFn: ({ signal }) =>
      api({
        method: "GET",
        path: "/tasks",
        query: { q, project, ticket, state: state?.join(","), limit },
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

export function createTask(body: Draft<CreateTask, "ticketId" | "title">, idempotencyKey: string) {
  return api({ method: "POST", path: "/tasks", body, reply: Task, idempotencyKey });
}

export function updateTask(id: string, body: UpdateTask) {
  return api({ method: "PATCH", path: `/tasks/${id}`, body, reply: Task });
}

export function cancelTask(id: string, body: CancelTask) {
  return api({ method: "POST", path: `/tasks/${id}/cancel`, body, reply: Task });
}

export function rerunTask(id: string, body: RerunTask, idempotencyKey: string) {
  return api({ method: "POST", path: `/tasks/${id}/rerun`, body, reply: Task, idempotencyKey });
}
