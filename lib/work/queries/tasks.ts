import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { type Priority, type TaskState, TasksPage } from "../schema";
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
