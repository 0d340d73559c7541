"use client";

import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { type Column, ListTable } from "@/components/ui/list-table";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { SkeletonRows } from "@/components/ui/skeleton";
import { RowLink } from "@/components/ui/table";
import type { TaskState, TaskSummary } from "@/lib/work/schema";
import { firstLine, lastFinished } from "../prepare-task";
import { Loaded } from "../state/loaded";
import { useTaskList } from "../tasks/use-task-list";
import { useWorkHref } from "../use-work-href";

const SHOWN = 8;
const LONG = "max-w-0 min-w-48";
const FAILED: TaskState[] = ["failed"];

/** Tasks that failed for good, the latest first. */
export function RecentFailures({ projectId }: { projectId: string | undefined }) {
  const href = useWorkHref();
  const query = useTaskList({ project: projectId, state: FAILED });
  const columns: Column<TaskSummary>[] = [
    {
      head: "Task",
      as: "name",
      headClassName: "w-1/2",
      cutAt: LONG,
      cut: (task) => task.title,
      cell: (task) => <RowLink href={href(`/tasks/${task.id}`)}>{task.title}</RowLink>,
    },
    {
      head: "Error",
      as: "text",
      headClassName: "w-1/2",
      cutAt: `${LONG} text-muted`,
      cut: (task) => task.error?.message,
      cell: (task) => firstLine(task.error?.message ?? ""),
    },
    {
      head: "Failed",
      numeric: true,
      cell: (task) => task.finishedAt && <RelativeTime at={task.finishedAt} />,
    },
  ];
  return (
    <Panel
      title="Recently failed"
      flush
      actions={
        <LinkButton size="sm" variant="ghost" href={href("/tasks", { state: "failed" })}>
          All failed
        </LinkButton>
      }
    >
      <Loaded query={query} what="the failed tasks" skeleton={<SkeletonRows rows={4} />}>
        {({ pages: [first] }) =>
          !first || first.items.length === 0 ? (
            <EmptyState
              title="No task has failed"
              appears="A task that has used up its attempts appears here with its error."
              how="While attempts are left, a failed one goes back to the queue by itself."
            />
          ) : (
            <ListTable
              label="Recently failed tasks"
              columns={columns}
              rows={lastFinished(first.items, SHOWN)}
              slim
            />
          )
        }
      </Loaded>
    </Panel>
  );
}
