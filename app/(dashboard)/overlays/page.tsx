import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createLoader } from "nuqs/server";
import { InterveneButton } from "@/components/guardian/intervene/intervene-button";
import { PageHeader } from "@/components/ui/page-header";
import { OverlaysView } from "@/components/work/overlays/overlays-view";
import { overlayParams } from "@/components/work/search-params";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { prefetchOverlays, prefetchViews } from "../_work/prefetch";
import { projectOf } from "../_work/project";
import type { ListProps } from "../_work/props";

export const metadata: Metadata = { title: "Overlays" };

const loadParams = createLoader(overlayParams);

export default async function OverlaysPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const { id: project } = await projectOf(person, searchParams);
  const { ended } = await loadParams(searchParams);
  const client = newQueryClient();
  await Promise.all([
    prefetchOverlays(client, person, { project, live: !ended }),
    prefetchViews(client, person),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader
        title="Overlays"
        description="What lies over the queue for a time: it changes no task and no agent, and ends without a trace on them."
        actions={person.scopes.includes("guardian:act") && <InterveneButton projectId={project} />}
      />
      <OverlaysView projectId={project} mayAct={person.scopes.includes("work:act")} />
    </HydrationBoundary>
  );
}
