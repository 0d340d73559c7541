"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { type TaskFilter, tasksQuery } from "@/lib/work/queries";
import type { TaskSummary } from "@/lib/work/schema";
import type { Loadable } from "../state/loadable";

interface TaskListData {
  items: TaskSummary[];
  hasMore: boolean;
}

export interface TaskListQuery extends Loadable<TaskListData> {
  isFetchingMore: boolean;
  /** What is shown answers an earlier question; the present one is on its way. */
  isPrevious: boolean;
  loadMore: () => void;
}

/** Tasks that match, newest first, page by page. */
export function useTaskList(filter: TaskFilter): TaskListQuery {
  const list = useInfiniteQuery({ ...tasksQuery(filter), placeholderData: keepPreviousData });
  return {
    data: list.data && {
      items: list.data.pages.flatMap((page) => page.items),
      hasMore: list.hasNextPage,
    },
    error: list.error,
    isFetching: list.isFetching,
    dataUpdatedAt: list.dataUpdatedAt,
    refetch: list.refetch,
    isFetchingMore: list.isFetchingNextPage,
    isPrevious: list.isPlaceholderData,
    loadMore: () => void list.fetchNextPage(),
  };
}
