"use client";

import { Alert } from "@/components/ui/alert";
import { RelativeTime } from "@/components/ui/relative-time";
import { useTimeText } from "@/components/ui/use-now";
import type { Task } from "@/lib/work/schema";
import { deadlineWords, isFinished } from "../prepare-task";

/** Why a task is being stopped or was, and how long its agent still has. */
export function CancelNote({ task }: { task: Task }) {
  const { cancel } = task;
  if (!cancel) return null;
  if (isFinished(task)) {
    // Of a task that ran out of time the error says so.
    if (cancel.cause !== "cancel") return null;
    return (
      <Alert tone="info" title="This task was cancelled">
        <p className="whitespace-pre-wrap wrap-anywhere">
          {cancel.reason} (<RelativeTime at={cancel.requestedAt} />)
        </p>
      </Alert>
    );
  }
  return (
    <Alert tone="warning" title={<Deadline cancel={cancel} />}>
      <p className="whitespace-pre-wrap wrap-anywhere">{cancel.reason}</p>
    </Alert>
  );
}

function Deadline({ cancel }: { cancel: NonNullable<Task["cancel"]> }) {
  return useTimeText(
    (nowMs) => deadlineWords(cancel.deadline, nowMs, cancel.cause),
    "The agent was told to stop",
  );
}
