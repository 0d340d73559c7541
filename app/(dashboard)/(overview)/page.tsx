import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { Crises } from "@/components/monitoring/later-parts";
import { CRISES } from "@/components/monitoring/search-params";
import { Notice } from "@/components/shell/notices/notice";
import { PageHeader } from "@/components/ui/page-header";
import { OverviewView } from "@/components/work/overview/overview-view";
import { NewTicketButton } from "@/components/work/tickets/new-ticket-button";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { AT_WORK } from "@/lib/work/schema";
import { noticesNow } from "../_work/notices";
import { prefetchAgents, prefetchOverview, prefetchTasks } from "../_work/prefetch";
import { projectOf } from "../_work/project";
import type { ListProps } from "../_work/props";
import { prefetchAlerts } from "../alerts/prefetch";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const { id: project } = await projectOf(person, searchParams);
  const client = newQueryClient();
  const [notices] = await Promise.all([
    noticesNow(),
    prefetchOverview(client, person, project),
    prefetchAlerts(client, person, { project, ...CRISES }),
    prefetchAgents(client, person, project, false),
    prefetchTasks(client, person, { project, state: AT_WORK }),
    prefetchTasks(client, person, { project, state: ["failed"] }),
  ]);
  const mayWrite = person.scopes.includes("work:write");
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader title="Overview" />
      <OverviewView
        projectId={project}
        crises={<Crises projectId={project} />}
        waiting={<Notice of="waiting" drawn={notices} />}
        pause={<Notice of="pause" drawn={notices} projectId={project} />}
        newTicket={mayWrite && <NewTicketButton projectId={project} />}
        mayIssueKeys={person.scopes.includes("access:manage")}
      />
    </HydrationBoundary>
  );
}
