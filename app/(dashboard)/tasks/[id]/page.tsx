import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { cache } from "react";
import { TaskCostFact } from "@/components/costs/cost-facts";
import { InterveneButton } from "@/components/guardian/intervene/intervene-button";
import { LiveAlerts } from "@/components/monitoring/later-parts";
import { liveOf } from "@/components/monitoring/search-params";
import { TaskView } from "@/components/work/tasks/task-view";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { taskQuery } from "@/lib/work/queries";
import { getTask } from "@/lib/work/service";
import { orNotFound } from "../../_work/found";
import { prefetchEvents, prefetchPhases } from "../../_work/prefetch";
import type { DetailProps } from "../../_work/props";
import { prefetchAlerts } from "../../alerts/prefetch";
import { prefetchRecords } from "../../costs/prefetch";

const load = cache(async (id: string) => {
  const person = await requirePerson();
  return { person, task: await getTask(person, id).catch(orNotFound) };
});

export async function generateMetadata({ params }: DetailProps): Promise<Metadata> {
  const { task } = await load((await params).id);
  return { title: task.title };
}

export default async function TaskPage({ params }: DetailProps) {
  const { id } = await params;
  const { person, task } = await load(id);
  const client = newQueryClient();
  client.setQueryData(taskQuery(id).queryKey, task);
  await Promise.all([
    prefetchPhases(client, person),
    prefetchEvents(client, person, id),
    prefetchRecords(client, person, { task: id }),
    prefetchAlerts(client, person, liveOf(id)),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <TaskView
        id={id}
        cost={<TaskCostFact taskId={id} />}
        alerts={<LiveAlerts entity={id} />}
        intervene={
          person.scopes.includes("guardian:act") && (
            <InterveneButton target={{ kind: "task", id, title: task.title }} />
          )
        }
        mayWrite={person.scopes.includes("work:write")}
        mayAct={person.scopes.includes("work:act")}
      />
    </HydrationBoundary>
  );
}
