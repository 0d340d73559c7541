import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createLoader } from "nuqs/server";
import { CostsTabs } from "@/components/costs/costs-tabs";
import { priceParams, toPriceFilter } from "@/components/costs/prices/price-params";
import { PricesView } from "@/components/costs/prices/prices-view";
import { PageHeader } from "@/components/ui/page-header";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import type { ListProps } from "../../_work/props";
import { prefetchPrices } from "../prefetch";

export const metadata: Metadata = { title: "Prices" };

const loadParams = createLoader(priceParams);

export default async function PricesPage({ searchParams }: ListProps) {
  const person = await requirePerson();
  const client = newQueryClient();
  await prefetchPrices(client, person, toPriceFilter(await loadParams(searchParams)));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader title="Costs" />
      <CostsTabs current="/costs/prices" />
      <PricesView mayManage={person.scopes.includes("costs:manage")} />
    </HydrationBoundary>
  );
}
