import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createLoader } from "nuqs/server";
import { PageHeader } from "@/components/ui/page-header";
import { taskParams } from "@/components/work/search-params";
import { toTaskFilter } from "@/components/work/tasks/task-filter";
import { TasksView } from "@/components/work/tasks/tasks-view";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { prefetchAgents, prefetchTasks, prefetchViews } from "../../_work/prefetch";
import { projectOf } from "../../_work/project";
import type { ListProps } from "../../_work/props";

export const metadata: Metadata = { title: "Tasks" };

const loadParams = createLoader(taskParams);

export default async function TasksPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const { id: project } = await projectOf(person, searchParams);
  const params = await loadParams(searchParams);
  const client = newQueryClient();
  await Promise.all([
    prefetchAgents(client, person, project, true),
    prefetchTasks(client, person, toTaskFilter(params, project)),
    prefetchViews(client, person),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader title="Tasks" />
      <TasksView projectId={project} />
    </HydrationBoundary>
  );
}
