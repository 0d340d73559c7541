"use client";

import { useQuery } from "@tanstack/react-query";
import { LiveNote } from "@/components/live/live-note";
import { taskQuery } from "@/lib/work/queries";
import { LogPanel } from "../log/log-panel";
import { QueryError } from "../state/query-error";
import { StaleNote } from "../state/stale-note";
import { Timeline } from "../timeline/timeline";
import { ArtifactList } from "./artifact-list";
import { AttemptTable } from "./attempt-table";
import { CancelNote } from "./cancel-note";
import { TaskFacts } from "./task-facts";
import { TaskHeader } from "./task-header";
import { TaskOutcome } from "./task-outcome";
import { TaskPrompt } from "./task-prompt";

export function TaskView({ id, mayAct }: { id: string; mayAct: boolean }) {
  const query = useQuery(taskQuery(id));
  const task = query.data;
  if (!task) return query.error && <QueryError query={query} error={query.error} what="this task" />;
  // Before its first attempt there is nothing to read but what it asks for.
  const isUntouched = task.attempts.length === 0;
  return (
    <>
      <TaskHeader task={task} mayAct={mayAct} />
      <LiveNote />
      <StaleNote query={query} what="this task" />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <CancelNote task={task} />
          <TaskOutcome task={task} />
          {isUntouched ? <TaskPrompt task={task} /> : <LogPanel task={task} />}
          <AttemptTable task={task} />
          {!isUntouched && <TaskPrompt task={task} />}
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <TaskFacts task={task} />
          <ArtifactList task={task} />
          <Timeline entity={id} />
        </div>
      </div>
    </>
  );
}
