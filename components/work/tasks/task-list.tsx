"use client";

import type { ReactNode } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/pagination";
import { Panel } from "@/components/ui/panel";
import { Refreshing } from "@/components/ui/refreshing";
import { SkeletonRows } from "@/components/ui/skeleton";
import type { TaskFilter } from "@/lib/work/queries";
import { Loaded } from "../state/loaded";
import { type TaskColumn, TaskTable } from "./task-table";
import { useTaskList } from "./use-task-list";

export interface Empty {
  title: string;
  appears: string;
  how: string;
}

/** A panel of tasks, newest first, that loads more on demand. */
export function TaskList({
  title,
  filter,
  hide,
  actions,
  empty,
}: {
  title: string;
  filter: TaskFilter;
  hide?: readonly TaskColumn[];
  actions?: ReactNode;
  empty: Empty;
}) {
  const query = useTaskList(filter);
  return (
    <Panel title={title} actions={actions} flush>
      <Loaded query={query} what="the tasks" skeleton={<SkeletonRows rows={6} label="Loading the tasks" />}>
        {({ items, hasMore }) =>
          items.length === 0 ? (
            <EmptyState {...empty} />
          ) : (
            <Refreshing isPrevious={query.isPrevious}>
              <TaskTable label={title} tasks={items} hide={hide} />
              <LoadMore
                shown={items.length}
                noun={items.length === 1 ? "task" : "tasks"}
                hasMore={hasMore}
                loading={query.isFetchingMore}
                onLoadMore={query.loadMore}
              />
            </Refreshing>
          )
        }
      </Loaded>
    </Panel>
  );
}
