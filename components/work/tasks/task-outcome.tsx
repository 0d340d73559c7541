"use client";

import { CopyButton } from "@/components/ui/copy-button";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Task } from "@/lib/work/schema";
import { CodeBlock } from "../code-block";
import { errorTitle, isFinished, toShownResult } from "../prepare-task";

/** What came of a task: its result, its error, or of one that waits again why the last attempt failed. */
export function TaskOutcome({ task }: { task: Task }) {
  const result = toShownResult(task.result);
  if (task.state === "completed") {
    if (!result) return null;
    return (
      <Panel title="Result" actions={<CopyButton text={result.text} label="Copy result" />}>
        <CodeBlock label="Result" text={result.text || "(no output)"} tall />
        {result.exitCode !== null && (
          <p className="mt-2 text-xs text-muted tabular-nums">Exit code {result.exitCode}</p>
        )}
      </Panel>
    );
  }
  if (!task.error || task.error.kind === "cancelled") return null;
  return (
    <Panel
      title={isFinished(task) ? errorTitle(task.error) : "The last attempt failed"}
      actions={<CopyButton text={task.error.message} label="Copy error" />}
    >
      {!isFinished(task) && (
        <p className="mb-2 text-muted">
          {errorTitle(task.error)}. {task.attemptCount} of {task.maxAttempts} attempts are used.
        </p>
      )}
      <CodeBlock label="Error" text={task.error.message} tall />
      {task.finishedAt && (
        <p className="mt-2 text-xs text-muted">
          Failed <RelativeTime at={task.finishedAt} />
        </p>
      )}
    </Panel>
  );
}
