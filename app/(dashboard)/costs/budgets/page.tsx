import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { BudgetsView } from "@/components/costs/budgets/budgets-view";
import { CostsTabs } from "@/components/costs/costs-tabs";
import { PageHeader } from "@/components/ui/page-header";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { prefetchProjects } from "../../_work/prefetch";
import { projectOf } from "../../_work/project";
import type { ListProps } from "../../_work/props";
import { prefetchBudgets } from "../prefetch";

export const metadata: Metadata = { title: "Budgets" };

export default async function BudgetsPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const { id: project } = await projectOf(person, searchParams);
  const client = newQueryClient();
  await Promise.all([prefetchBudgets(client, person, project), prefetchProjects(client, person)]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader title="Costs" />
      <CostsTabs current="/costs/budgets" />
      <BudgetsView projectId={project} mayManage={person.scopes.includes("costs:manage")} />
    </HydrationBoundary>
  );
}
