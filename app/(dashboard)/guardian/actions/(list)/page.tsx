import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createLoader } from "nuqs/server";
import { actionParams, toActionFilter } from "@/components/guardian/actions/action-params";
import { ActionsView } from "@/components/guardian/actions/actions-view";
import { GuardianHeader } from "@/components/guardian/guardian-header";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { projectOf } from "../../../_work/project";
import type { ListProps } from "../../../_work/props";
import { prefetchActions } from "../../prefetch";
import { toViewer } from "../../viewer";

export const metadata: Metadata = { title: "Interventions" };

const loadParams = createLoader(actionParams);

export default async function ActionsPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const { id: project } = await projectOf(person, searchParams);
  const client = newQueryClient();
  await prefetchActions(client, person, toActionFilter(await loadParams(searchParams), project));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <GuardianHeader current="/guardian/actions" projectId={project} viewer={toViewer(person)} />
      <ActionsView projectId={project} viewer={toViewer(person)} />
    </HydrationBoundary>
  );
}
