"use client";

import { useQueryStates } from "nuqs";
import { EmptyState } from "@/components/ui/empty-state";
import { lazyPart } from "@/components/ui/lazy-part";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import type { TaskDetail } from "@/lib/work/schema";
import { chooseAttempt, logOf } from "../prepare-attempt";
import { attemptParams } from "../search-params";
import { LOG_PANEL_ID } from "./log-panel-id";
import { LogSkeleton } from "./log-skeleton";

// A log is read by the browser, so its reader need not be there before the page works.
const LogView = lazyPart(() => import("./log-view").then((module) => module.LogView), {
  fallback: <LogSkeleton />,
});

/** The log of one attempt, by default the newest. */
export function LogPanel({ task }: { task: TaskDetail }) {
  const [{ attempt: wanted }, setParams] = useQueryStates(attemptParams);
  const attempt = chooseAttempt(task.attempts, wanted);
  return (
    <div id={LOG_PANEL_ID} className="scroll-mt-16">
      <Panel
        title="Log"
        flush
        actions={
          task.attempts.length > 1 && (
            <Select
              aria-label="Attempt"
              className="w-36!"
              value={attempt?.id}
              onChange={(event) => void setParams({ attempt: event.target.value })}
            >
              {task.attempts.map(({ id, number }) => (
                <option key={id} value={id}>
                  Attempt {number}
                </option>
              ))}
            </Select>
          )
        }
      >
        {attempt ? (
          <LogView
            key={attempt.id}
            taskId={task.id}
            attempt={attempt}
            artifact={logOf(task.artifacts, attempt.id)}
          />
        ) : (
          <EmptyState
            title="No log yet"
            appears="What the agent's command prints appears here while it runs."
            how="It begins when an agent claims the task."
          />
        )}
      </Panel>
    </div>
  );
}
