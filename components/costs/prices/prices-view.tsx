"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useCallback } from "react";
import { Alert } from "@/components/ui/alert";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { FilterBar } from "@/components/work/filter-bar";
import { SearchBox } from "@/components/work/search-box";
import { LoadedPages } from "@/components/work/state/loaded-pages";
import { pricesQuery } from "@/lib/costs/queries";
import { PriceOrigin } from "./price-origin";
import { priceParams, toPriceFilter } from "./price-params";
import { PriceTable } from "./price-table";
import { RerateButton } from "./rerate-button";

/** What a million tokens of each model cost, and on whose word. */
export function PricesView({ mayManage }: { mayManage: boolean }) {
  const [{ q }, setParams] = useQueryStates(priceParams);
  const search = useCallback((words: string) => void setParams({ q: words || null }), [setParams]);
  const query = useInfiniteQuery({ ...pricesQuery(toPriceFilter({ q })), placeholderData: keepPreviousData });
  const [first] = query.data?.pages ?? [];
  return (
    <>
      {first?.problem && (
        <div className="mb-3">
          <Alert tone="danger" title="config/cost_models.yaml is broken: the prices before stay in force">
            {first.problem}
          </Alert>
        </div>
      )}
      <FilterBar
        isFiltered={q !== ""}
        onClear={() => void setParams({ q: null })}
        tools={mayManage && <RerateButton />}
      >
        <SearchBox label="Search model or provider" value={q} onSearch={search} />
      </FilterBar>
      <Panel title="USD for a million tokens" count={first?.total} flush>
        <LoadedPages
          query={query}
          nouns={["price", "prices"]}
          rows={10}
          total={first?.total}
          empty={<NoPrice />}
        >
          {(prices) => <PriceTable prices={prices} />}
        </LoadedPages>
      </Panel>
      {first && <PriceOrigin list={first} />}
    </>
  );
}

function NoPrice() {
  return (
    <EmptyState
      title="No price matches"
      appears="Models with these words in their own or their provider's name would stand here."
      how="Calls of a model without a price are recorded and shown as unpriced; cost_models.yaml gives it one."
    />
  );
}
