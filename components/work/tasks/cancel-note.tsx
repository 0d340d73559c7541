"use client";

import { Alert } from "@/components/ui/alert";
import { RelativeTime } from "@/components/ui/relative-time";
import { useTimeText } from "@/components/ui/use-now";
import type { Task } from "@/lib/work/schema";
import { deadlineWords, isFinished } from "../prepare-task";

/** Why a task is being cancelled or was, and how long its agent still has. */
export function CancelNote({ task }: { task: Task }) {
  const { cancel } = task;
  if (!cancel) return null;
  if (isFinished(task)) {
    return (
      <Alert tone="info" title="This task was cancelled">
        <p className="whitespace-pre-wrap wrap-anywhere">
          {cancel.reason} (<RelativeTime at={cancel.requestedAt} />)
        </p>
      </Alert>
    );
  }
  return (
    <Alert tone="warning" title={<Deadline at={cancel.deadline} />}>
      <p className="whitespace-pre-wrap wrap-anywhere">{cancel.reason}</p>
    </Alert>
  );
}

function Deadline({ at }: { at: string }) {
  return useTimeText((nowMs) => deadlineWords(at, nowMs), "Cancelling: the agent was told to stop");
}
