import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createLoader } from "nuqs/server";
import { PageHeader } from "@/components/ui/page-header";
import { EventsView } from "@/components/work/events/events-view";
import { toFeedFilter } from "@/components/work/prepare-feed";
import { eventParams } from "@/components/work/search-params";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { prefetchEventFeed, prefetchPhases, prefetchViews } from "../_work/prefetch";
import { projectOf } from "../_work/project";
import type { ListProps } from "../_work/props";

export const metadata: Metadata = { title: "Events" };

const loadParams = createLoader(eventParams);

export default async function EventsPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const { id: project } = await projectOf(person, searchParams);
  const client = newQueryClient();
  await Promise.all([
    prefetchEventFeed(client, person, toFeedFilter(await loadParams(searchParams), project)),
    prefetchPhases(client, person),
    prefetchViews(client, person),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader title="Events" />
      <EventsView projectId={project} />
    </HydrationBoundary>
  );
}
