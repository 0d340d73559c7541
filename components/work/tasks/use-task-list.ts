"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { type TaskFilter, tasksQuery } from "@/lib/work/queries";

/** Tasks that match, newest first, page by page. */
export function useTaskList(filter: TaskFilter) {
  return useInfiniteQuery({ ...tasksQuery(filter), placeholderData: keepPreviousData });
}
