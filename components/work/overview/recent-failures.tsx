"use client";

import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { SkeletonRows } from "@/components/ui/skeleton";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import type { TaskState } from "@/lib/work/schema";
import { firstLine, lastFinished } from "../prepare-task";
import { Loaded } from "../state/loaded";
import { useTaskList } from "../tasks/use-task-list";
import { TextCell } from "../text-cell";
import { useWorkHref } from "../use-work-href";

const SHOWN = 8;
const FAILED: TaskState[] = ["failed"];

/** Tasks that failed for good, the latest first. */
export function RecentFailures({ projectId }: { projectId: string | undefined }) {
  const href = useWorkHref();
  const query = useTaskList({ project: projectId, state: FAILED });
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
            <Table label="Recently failed tasks">
              <TableHead>
                <Th className="w-1/2">Task</Th>
                <Th className="w-1/2">Error</Th>
                <Th numeric>Failed</Th>
              </TableHead>
              <TableBody>
                {lastFinished(first.items, SHOWN).map((task) => (
                  <TableRow key={task.id}>
                    <TextCell rowHeader title={task.title}>
                      <RowLink href={href(`/tasks/${task.id}`)}>{task.title}</RowLink>
                    </TextCell>
                    <TextCell className="text-muted">{firstLine(task.error?.message ?? "")}</TextCell>
                    <Td numeric>{task.finishedAt && <RelativeTime at={task.finishedAt} />}</Td>
                  </TableRow>
                ))}
              </TableBody>
            </Table>
          )
        }
      </Loaded>
    </Panel>
  );
}
