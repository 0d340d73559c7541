"use client";

import { CopyButton } from "@/components/ui/copy-button";
import { Panel } from "@/components/ui/panel";
import type { Task } from "@/lib/work/schema";
import { CodeBlock } from "../code-block";

export function TaskPrompt({ task }: { task: Task }) {
  const { description } = task;
  return (
    <Panel title="Prompt" actions={description && <CopyButton text={description} label="Copy prompt" />}>
      {description ? (
        <CodeBlock label="Prompt" text={description} tall />
      ) : (
        <p className="text-muted">No prompt: the agent gets the title alone.</p>
      )}
    </Panel>
  );
}
