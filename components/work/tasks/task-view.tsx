"use client";

import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense } from "react";
import { LiveNote } from "@/components/live/live-note";
import { usePausable } from "@/components/live/use-pausable";
import { taskQuery } from "@/lib/work/queries";
import type { TaskDetail } from "@/lib/work/schema";
import { LogSkeleton } from "../log/log-skeleton";
import type { Rights } from "../rights";
import { QueryError } from "../state/query-error";
import { StaleNote } from "../state/stale-note";
import { CancelNote } from "./cancel-note";
import { TaskHeader } from "./task-header";

// Not among what the page must have loaded before it works: the server has drawn it already.
const TaskOutcome = lazy(() => import("./task-outcome").then((module) => ({ default: module.TaskOutcome })));
const TaskFacts = lazy(() => import("./task-facts").then((module) => ({ default: module.TaskFacts })));
const TaskPrompt = lazy(() => import("./task-prompt").then((module) => ({ default: module.TaskPrompt })));
const LogPanel = lazy(() => import("../log/log-panel").then((module) => ({ default: module.LogPanel })));
const ArtifactList = lazy(() =>
  import("./artifact-list").then((module) => ({ default: module.ArtifactList })),
);
const AttemptTable = lazy(() =>
  import("./attempt-table").then((module) => ({ default: module.AttemptTable })),
);
const Neighbours = lazy(() => import("./neighbours").then((module) => ({ default: module.Neighbours })));
const OverrideNote = lazy(() =>
  import("../overlays/override-note").then((module) => ({ default: module.OverrideNote })),
);
const Timeline = lazy(() => import("../timeline/timeline").then((module) => ({ default: module.Timeline })));
const WaitingPanel = lazy(() =>
  import("./waiting-panel").then((module) => ({ default: module.WaitingPanel })),
);

/** What a pending task waits for changes without an event of its own. */
const WAITING_REFRESH_MS = 15_000;

export function TaskView({ id, cost, ...rights }: { id: string; cost: ReactNode } & Rights) {
  const query = useQuery(
    usePausable({
      ...taskQuery(id),
      refetchInterval: ({ state }: { state: { data: TaskDetail | undefined } }) =>
        state.data?.state === "pending" ? WAITING_REFRESH_MS : (false as const),
    }),
  );
  const task = query.data;
  if (!task) return query.error && <QueryError query={query} error={query.error} what="this task" />;
  // Before its first attempt there is nothing to read but what it asks for.
  const isUntouched = task.attempts.length === 0;
  return (
    <>
      <TaskHeader task={task} {...rights} />
      <LiveNote />
      <StaleNote query={query} what="this task" />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <CancelNote task={task} />
          <Suspense fallback={<LogSkeleton />}>
            {task.priority !== task.basePriority && <OverrideNote task={task} mayAct={rights.mayAct} />}
            {task.waiting.length > 0 && <WaitingPanel task={task} />}
            <TaskOutcome task={task} />
            {isUntouched ? <TaskPrompt task={task} /> : <LogPanel task={task} />}
            <AttemptTable task={task} />
            {!isUntouched && <TaskPrompt task={task} />}
          </Suspense>
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Suspense fallback={null}>
            <TaskFacts task={task} cost={cost} />
            <Neighbours task={task} />
            <ArtifactList task={task} />
            <Timeline entity={id} />
          </Suspense>
        </div>
      </div>
    </>
  );
}
