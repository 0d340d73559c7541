import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { cache } from "react";
import { InterveneButton } from "@/components/guardian/intervene/intervene-button";
import { AlertActions } from "@/components/guardian/later-parts";
import { AlertView } from "@/components/monitoring/alert/alert-view";
import { interveneOn } from "@/components/monitoring/prepare-alert";
import { newQueryClient } from "@/lib/client/query-client";
import { alertQuery } from "@/lib/monitoring/queries";
import { getAlert } from "@/lib/monitoring/service";
import { requirePerson } from "@/lib/platform/auth/page";
import { orNotFound } from "../../_work/found";
import { prefetchEvents } from "../../_work/prefetch";
import type { DetailProps } from "../../_work/props";
import { prefetchActions } from "../../guardian/prefetch";
import { toViewer } from "../../guardian/viewer";

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
  await Promise.all([prefetchEvents(client, person, id), prefetchActions(client, person, { alert: id })]);
  const target = interveneOn(alert);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <AlertView
        id={id}
        mayAct={person.scopes.includes("alerts:act")}
        intervene={
          target !== "nothing" &&
          person.scopes.includes("guardian:act") && (
            <InterveneButton target={target} projectId={alert.projectId ?? undefined} alertId={id} />
          )
        }
        answers={<AlertActions alertId={id} viewer={toViewer(person)} />}
      />
    </HydrationBoundary>
  );
}
