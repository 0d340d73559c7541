import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { cache } from "react";
import { AlertView } from "@/components/monitoring/alert/alert-view";
import { newQueryClient } from "@/lib/client/query-client";
import { alertQuery } from "@/lib/monitoring/queries";
import { getAlert } from "@/lib/monitoring/service";
import { requirePerson } from "@/lib/platform/auth/page";
import { orNotFound } from "../../_work/found";
import { prefetchEvents } from "../../_work/prefetch";
import type { DetailProps } from "../../_work/props";

const load = cache(async (id: string) => {
  const person = await requirePerson();
  return { person, alert: await getAlert(person, id).catch(orNotFound) };
});

export async function generateMetadata({ params }: DetailProps): Promise<Metadata> {
  const { alert } = await load((await params).id);
  return { title: alert.title };
}

export default async function AlertPage({ params }: DetailProps) {
  const { id } = await params;
  const { person, alert } = await load(id);
  const client = newQueryClient();
  client.setQueryData(alertQuery(id).queryKey, alert);
  await prefetchEvents(client, person, id);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <AlertView id={id} mayAct={person.scopes.includes("alerts:act")} />
    </HydrationBoundary>
  );
}
