"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { DataList, Fact } from "@/components/ui/data-list";
import { Duration } from "@/components/ui/duration";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { phasesQuery } from "@/lib/work/queries";
import type { Task } from "@/lib/work/schema";
import { phaseName } from "../prepare-board";
import { isAtWork } from "../prepare-task";
import { ShortId } from "../short-id";
import { useWorkHref } from "../use-work-href";
import { TaskDeadline } from "./task-deadline";

/** `cost` is a fact of another room, which the page brings. */
export function TaskFacts({ task, cost }: { task: Task; cost: ReactNode }) {
  const href = useWorkHref();
  const phases = useQuery(phasesQuery());
  return (
    <Panel title="Facts">
      <DataList>
        <Fact term={task.agentId && !isAtWork(task) ? "Last agent" : "Agent"}>
          {task.agentId ? (
            <Link href={href(`/agents/${task.agentId}`)} className="underline hover:no-underline">
              {task.agentName}
            </Link>
          ) : (
            "None has held it"
          )}
        </Fact>
        <Fact term="Phase">{phaseName(phases.data?.items, task.phase)}</Fact>
        <Fact term="Type">{task.type}</Fact>
        <Fact term="Requires">
          {task.requiredCapabilities.length > 0 ? (
            <span className="flex flex-wrap gap-1">
              {task.requiredCapabilities.map((word) => (
                <Badge key={word}>{word}</Badge>
              ))}
            </span>
          ) : (
            "Nothing special"
          )}
        </Fact>
        <Fact term="Timeout">
          <Duration durationMs={task.timeoutSeconds * 1000} /> an attempt
        </Fact>
        {cost}
        {task.deadline && (
          <Fact term="Deadline">
            <TaskDeadline task={task} />
          </Fact>
        )}
        {task.retryOf && (
          <Fact term="Repeats">
            <Link href={href(`/tasks/${task.retryOf}`)} className="underline hover:no-underline">
              An earlier task
            </Link>
          </Fact>
        )}
        <Fact term="Created">
          <RelativeTime at={task.createdAt} />
        </Fact>
        {task.finishedAt && (
          <Fact term="Finished">
            <RelativeTime at={task.finishedAt} />
          </Fact>
        )}
        <Fact term="Id">
          <ShortId id={task.id} label="Copy task id" />
        </Fact>
      </DataList>
    </Panel>
  );
}
