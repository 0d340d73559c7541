"use client";

import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { AT_WORK } from "@/lib/work/schema";
import { Loaded } from "../state/loaded";
import { TaskTable } from "../tasks/task-table";
import { useTaskList } from "../tasks/use-task-list";
import { useWorkHref } from "../use-work-href";

const SHOWN = 12;

/** The tasks that agents hold at this moment. */
export function WorkNow({ projectId }: { projectId: string | undefined }) {
  const href = useWorkHref();
  const query = useTaskList({ project: projectId, state: AT_WORK });
  const total = query.data?.pages[0]?.items.length ?? 0;
  return (
    <Panel
      title="At work now"
      flush
      actions={
        total > SHOWN && (
          <LinkButton size="sm" variant="ghost" href={href("/tasks", { state: AT_WORK.join(",") })}>
            All at work
          </LinkButton>
        )
      }
    >
      <Loaded query={query} what="the tasks at work" skeleton={<SkeletonRows rows={6} />}>
        {({ pages: [first] }) =>
          !first || first.items.length === 0 ? (
            <EmptyState
              title="Nothing is being worked on"
              appears="Tasks appear here while an agent holds them."
              how="Queue a task on a ticket, and have an agent running that can do it."
            />
          ) : (
            <TaskTable
              label="Tasks at work"
              tasks={first.items.slice(0, SHOWN)}
              hide={["priority", "attempts", "changed"]}
              slim
            />
          )
        }
      </Loaded>
    </Panel>
  );
}
