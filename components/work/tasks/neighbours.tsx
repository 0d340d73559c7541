"use client";

import Link from "next/link";
import { Panel } from "@/components/ui/panel";
import { StatusBadge } from "@/components/ui/status";
import type { TaskDetail, TaskLink } from "@/lib/work/schema";
import { useWorkHref } from "../use-work-href";

/** The tasks before and after this one in the graph of dependencies. */
export function Neighbours({ task }: { task: TaskDetail }) {
  const { dependsOn, dependants } = task;
  if (dependsOn.length + dependants.length === 0) return null;
  return (
    <Panel title="Dependencies" flush>
      <Group title="Depends on" tasks={dependsOn} />
      <Group title="Is waited for by" tasks={dependants} />
      {dependsOn.length > 0 && (
        <p className="border-t border-line px-4 py-2 text-xs text-muted">
          {task.onDependencyFailure === "fail"
            ? "If one of them does not succeed, this task fails too."
            : "It goes on although one of them does not succeed."}
        </p>
      )}
    </Panel>
  );
}

function Group({ title, tasks }: { title: string; tasks: TaskLink[] }) {
  const href = useWorkHref();
  if (tasks.length === 0) return null;
  return (
    <div className="px-4 py-2.5 not-first:border-t not-first:border-line">
      <h3 className="text-xs text-muted">{title}</h3>
      <ul className="mt-1 flex max-h-60 flex-col gap-1 overflow-y-auto">
        {tasks.map(({ id, title: name, state }) => (
          <li key={id} className="flex items-center justify-between gap-3">
            <Link href={href(`/tasks/${id}`)} className="min-w-0 truncate hover:underline" title={name}>
              {name}
            </Link>
            <StatusBadge kind="task" value={state} className="shrink-0 text-xs" />
          </li>
        ))}
      </ul>
    </div>
  );
}
