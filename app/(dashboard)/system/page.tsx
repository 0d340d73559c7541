import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { SystemView } from "@/components/system/system-view";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { systemQuery } from "@/lib/platform/system/queries";
import { getSystem } from "@/lib/platform/system/service";

export const metadata: Metadata = { title: "System" };

export default async function SystemPage() {
  const person = await requirePerson();
  const client = newQueryClient();
  // A failure is left to the browser, which asks again and shows it.
  await client.prefetchQuery({ ...systemQuery(), retry: false, queryFn: () => getSystem(person) });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader
        title="System"
        description="How this installation fares: its processes, its database and its background work."
        actions={<LinkButton href="/docs/api">API reference</LinkButton>}
      />
      <SystemView />
    </HydrationBoundary>
  );
}
