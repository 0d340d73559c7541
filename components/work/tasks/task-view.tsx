"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { LiveNote } from "@/components/live/live-note";
import { usePausable } from "@/components/live/use-pausable";
import { lazyPart } from "@/components/ui/lazy-part";
import { taskQuery } from "@/lib/work/queries";
import type { TaskDetail } from "@/lib/work/schema";
import { LogSkeleton } from "../log/log-skeleton";
import type { Rights } from "../rights";
import { QueryError } from "../state/query-error";
import { StaleNote } from "../state/stale-note";
import { CancelNote } from "./cancel-note";
import { TaskHeader } from "./task-header";

// Not among what the page must have loaded before it works: the server has drawn it already.
const TaskOutcome = lazyPart(() => import("./task-outcome").then((module) => module.TaskOutcome));
const TaskFacts = lazyPart(() => import("./task-facts").then((module) => module.TaskFacts));
const TaskPrompt = lazyPart(() => import("./task-prompt").then((module) => module.TaskPrompt));
const LogPanel = lazyPart(() => import("../log/log-panel").then((module) => module.LogPanel), {
  fallback: <LogSkeleton />,
});
const ArtifactList = lazyPart(() => import("./artifact-list").then((module) => module.ArtifactList));
const AttemptTable = lazyPart(() => import("./attempt-table").then((module) => module.AttemptTable));
const Neighbours = lazyPart(() => import("./neighbours").then((module) => module.Neighbours));
const OverrideNote = lazyPart(() =>
  import("../overlays/override-note").then((module) => module.OverrideNote),
);
const Timeline = lazyPart(() => import("../timeline/timeline").then((module) => module.Timeline));
const WaitingPanel = lazyPart(() => import("./waiting-panel").then((module) => module.WaitingPanel));

/** What a pending task waits for changes without an event of its own. */
const WAITING_REFRESH_MS = 15_000;

export function TaskView({
  id,
  cost,
  alerts,
  intervene,
  ...rights
}: {
  id: string;
  cost: ReactNode;
  /** What is wrong with it now. */
  alerts?: ReactNode;
  /** How a guardian steps in. */
  intervene?: ReactNode;
} & Rights) {
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
      <TaskHeader task={task} intervene={intervene} {...rights} />
      <LiveNote />
      <StaleNote query={query} what="this task" />
      {alerts}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <CancelNote task={task} />
          {task.priority !== task.basePriority && <OverrideNote task={task} mayAct={rights.mayAct} />}
          {task.waiting.length > 0 && <WaitingPanel task={task} />}
          <TaskOutcome task={task} />
          {isUntouched ? <TaskPrompt task={task} /> : <LogPanel task={task} />}
          <AttemptTable task={task} />
          {!isUntouched && <TaskPrompt task={task} />}
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <TaskFacts task={task} cost={cost} />
          <Neighbours task={task} />
          <ArtifactList task={task} />
          <Timeline entity={id} />
        </div>
      </div>
    </>
  );
}
