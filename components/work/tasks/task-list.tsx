"use client";

import type { ReactNode } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import type { TaskFilter } from "@/lib/work/queries";
import { LoadedPages } from "../state/loaded-pages";
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
      <LoadedPages query={query} nouns={["task", "tasks"]} rows={6} empty={<EmptyState {...empty} />}>
        {(tasks) => <TaskTable label={title} tasks={tasks} hide={hide} />}
      </LoadedPages>
    </Panel>
  );
}
