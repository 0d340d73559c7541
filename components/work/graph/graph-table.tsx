"use client";

import Link from "next/link";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import type { TaskGraph } from "@/lib/work/schema";
import { toRows } from "../prepare-graph";
import { TaskStateBadge } from "../tasks/task-state";
import { TextCell } from "../text-cell";
import { useWorkHref } from "../use-work-href";

export function GraphTable({ graph }: { graph: TaskGraph }) {
  const href = useWorkHref();
  return (
    <Table label="Tasks and what they depend on">
      <TableHead>
        <Th>State</Th>
        <Th className="w-1/2">Task</Th>
        <Th className="w-1/2">Depends on</Th>
      </TableHead>
      <TableBody>
        {toRows(graph).map(({ task, waitsFor }) => (
          <TableRow key={task.id}>
            <Td>
              <TaskStateBadge task={task} />
            </Td>
            <TextCell rowHeader title={task.title}>
              <RowLink href={href(`/tasks/${task.id}`)}>{task.title}</RowLink>
            </TextCell>
            <Td wrap className="max-w-0 min-w-48">
              {waitsFor.length === 0 ? (
                <span className="text-faint">No task</span>
              ) : (
                <ul>
                  {waitsFor.map(({ id, title }) => (
                    <li key={id} className="truncate">
                      <Link
                        href={href(`/tasks/${id}`)}
                        prefetch={false}
                        className="hover:underline"
                        title={title}
                      >
                        {title}
                      </Link>
                    </li>
                  ))}
                </ul>
              )}
            </Td>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
