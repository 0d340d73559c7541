"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { type TaskFilter, tasksQuery } from "@/lib/work/queries";
import type { Task, TaskState } from "@/lib/work/schema";
import { mergeNewestFirst } from "../prepare-pages";
import type { Loadable } from "../state/loadable";

interface TaskListData {
  items: Task[];
  hasMore: boolean;
}

export interface TaskListQuery extends Loadable<TaskListData> {
  isFetchingMore: boolean;
  /** What is shown answers an earlier question; the present one is on its way. */
  isPrevious: boolean;
  loadMore: () => void;
}

type States = [TaskState | undefined, ...TaskState[]];

/** Tasks of one state, of all, or of two: the API takes one state at a time, so two are two lists, joined. */
export function useTaskList(filter: Omit<TaskFilter, "state">, states: States): TaskListQuery {
  const [firstState, secondState] = states;
  const first = useInfiniteQuery({
    ...tasksQuery({ ...filter, state: firstState }),
    placeholderData: keepPreviousData,
  });
  const second = useInfiniteQuery({
    ...tasksQuery({ ...filter, state: secondState }),
    placeholderData: keepPreviousData,
    enabled: secondState !== undefined,
  });
  const lists = secondState === undefined ? [first] : [first, second];
  const data = lists.every((list) => list.data)
    ? mergeNewestFirst(
        lists.map((list) => ({
          items: list.data?.pages.flatMap((page) => page.items) ?? [],
          hasMore: list.hasNextPage,
        })),
      )
    : undefined;
  return {
    data,
    error: lists.find((list) => list.error)?.error ?? null,
    isFetching: lists.some((list) => list.isFetching),
    dataUpdatedAt: Math.min(...lists.map((list) => list.dataUpdatedAt)),
    refetch: () => Promise.all(lists.map((list) => list.refetch())),
    isFetchingMore: lists.some((list) => list.isFetchingNextPage),
    isPrevious: lists.some((list) => list.isPlaceholderData),
    loadMore: () => {
      for (const list of lists) if (list.hasNextPage) void list.fetchNextPage();
    },
  };
}
