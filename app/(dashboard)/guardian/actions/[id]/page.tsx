import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { cache } from "react";
import { ActionView } from "@/components/guardian/action/action-view";
import { newQueryClient } from "@/lib/client/query-client";
import { actionQuery } from "@/lib/guardian/queries";
import { getAction } from "@/lib/guardian/service";
import { requirePerson } from "@/lib/platform/auth/page";
import { orNotFound } from "../../../_work/found";
import type { DetailProps } from "../../../_work/props";

const load = cache(async (id: string) => {
  const person = await requirePerson();
  return getAction(person, id).catch(orNotFound);
});

export async function generateMetadata({ params }: DetailProps): Promise<Metadata> {
  const action = await load((await params).id);
  return { title: `${action.targetLabel} · Intervention` };
}

export default async function ActionPage({ params }: DetailProps) {
  const { id } = await params;
  const action = await load(id);
  const client = newQueryClient();
  client.setQueryData(actionQuery(id).queryKey, action);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ActionView id={id} />
    </HydrationBoundary>
  );
}
