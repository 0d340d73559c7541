"use client";

import { useQueryStates } from "nuqs";
import { LiveNote } from "@/components/live/live-note";
import { ListTools } from "../list-tools";
import { taskParams } from "../search-params";
import { isNarrowed, toTaskFilter } from "./task-filter";
import { TaskFilters } from "./task-filters";
import { type Empty, TaskList } from "./task-list";

const NONE: Empty = {
  title: "No tasks yet",
  appears: "Every task of every ticket appears here, from waiting to finished.",
  how: "Open a ticket and add its first task.",
};
const NO_MATCH: Empty = {
  title: "No task matches",
  appears: "Tasks in these states, of this priority and agent and with these words would stand here.",
  how: "Clear a filter to see more.",
};

export function TasksView({ projectId }: { projectId: string | undefined }) {
  const [choice] = useQueryStates(taskParams);
  const filter = toTaskFilter(choice, projectId);
  return (
    <>
      <LiveNote />
      <TaskFilters projectId={projectId} tools={<ListTools list="tasks" query={{ ...filter }} />} />
      <TaskList title="Tasks" filter={filter} empty={isNarrowed(choice) ? NO_MATCH : NONE} />
    </>
  );
}
