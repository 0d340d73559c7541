"use client";

import { useQueryStates } from "nuqs";
import { LiveNote } from "@/components/live/live-note";
import { taskParams } from "../search-params";
import { toTaskFilter } from "./task-filter";
import { TaskFilters } from "./task-filters";
import { type Empty, TaskList } from "./task-list";

const NONE: Empty = {
  title: "No tasks yet",
  appears: "Every task of every ticket appears here, from waiting to finished.",
  how: "Open a ticket and add its first task.",
};
const NO_MATCH: Empty = {
  title: "No task matches",
  appears: "Tasks in this state, held by this agent and with these words in their title would stand here.",
  how: "Clear a filter to see more.",
};

export function TasksView({ projectId }: { projectId: string | undefined }) {
  const [{ state, q, agent }] = useQueryStates(taskParams);
  const isFiltered = q !== "" || state !== null || agent !== null;
  return (
    <>
      <LiveNote />
      <TaskFilters projectId={projectId} />
      <TaskList
        title={state === "working" ? "Tasks at work" : "Tasks"}
        filter={toTaskFilter({ q, agent }, projectId)}
        view={state}
        empty={isFiltered ? NO_MATCH : NONE}
      />
    </>
  );
}
