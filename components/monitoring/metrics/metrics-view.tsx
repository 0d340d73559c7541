"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChartSpline, Table2 } from "lucide-react";
import { useQueryStates } from "nuqs";
import { LiveNote } from "@/components/live/live-note";
import { usePausable } from "@/components/live/use-pausable";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { Refreshing } from "@/components/ui/refreshing";
import { Segments } from "@/components/ui/segments";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { FilterBar } from "@/components/work/filter-bar";
import { Loaded } from "@/components/work/state/loaded";
import { metricsQuery, samplesQuery } from "@/lib/monitoring/queries";
import { MetricRange, type Metrics, type Samples } from "@/lib/monitoring/schema";
import { metricWords, RANGE_WORDS } from "../prepare-samples";
import { metricParams } from "../search-params";
import { AnomalyPanel } from "./anomaly-panel";
import { MetricChart } from "./metric-chart";

/** A sample comes every quarter of a minute. */
const REFRESH_MS = 15_000;
const REFRESH_LONG_MS = 300_000;

/** The course of what is measured, and where it was unusual. */
export function MetricsView() {
  const [{ metric, range, as }, setParams] = useQueryStates(metricParams);
  const names = useQuery(metricsQuery());
  const samples = useQuery(
    usePausable({
      ...samplesQuery({ metric, range }),
      enabled: (names.data?.items.length ?? 0) > 0,
      placeholderData: keepPreviousData,
      refetchInterval: (range === "1h" ? REFRESH_MS : REFRESH_LONG_MS) as number | false,
    }),
  );
  const Icon = as === "table" ? ChartSpline : Table2;
  return (
    <>
      <LiveNote />
      <Loaded query={names} what="the metrics" skeleton={<Skeleton className="mb-4 h-8" />}>
        {({ items }) => (
          <FilterBar isFiltered={false} onClear={() => {}}>
            <MetricSelect
              items={items}
              metric={metric}
              onChange={(next) => void setParams({ metric: next })}
            />
            <Segments
              label="Range"
              options={MetricRange.options.map((value) => ({ value, label: RANGE_WORDS[value] }))}
              value={range}
              onChange={(next) => void setParams({ range: next })}
            />
          </FilterBar>
        )}
      </Loaded>
      {names.data?.items.length === 0 ? (
        <Panel title="Metrics">
          <EmptyState
            icon={ChartSpline}
            title="Nothing was sampled yet"
            appears="The queue, throughput, failures, agents and spending appear here as they go."
            how="A sample is taken every 15 seconds while a server runs; the first is on its way."
          />
        </Panel>
      ) : (
        <div className="flex flex-col gap-4">
          <Panel
            title={metricWords(metric)}
            flush
            actions={
              <Button size="sm" onClick={() => void setParams({ as: as === "table" ? "chart" : "table" })}>
                <Icon aria-hidden="true" />
                {as === "table" ? "Show as chart" : "Show as table"}
              </Button>
            }
          >
            <Help items={names.data?.items} metric={metric} />
            <Loaded query={samples} what="the samples" skeleton={<ChartSkeleton />}>
              {(data: Samples) => (
                <Refreshing isPrevious={samples.isPlaceholderData}>
                  <MetricChart samples={data} isTable={as === "table"} />
                </Refreshing>
              )}
            </Loaded>
          </Panel>
          {samples.data && <AnomalyPanel samples={samples.data} />}
        </div>
      )}
    </>
  );
}

function MetricSelect({
  items,
  metric,
  onChange,
}: {
  items: Metrics["items"];
  metric: string;
  onChange: (metric: string) => void;
}) {
  const isKnown = items.some((item) => item.metric === metric);
  return (
    <Select
      aria-label="Metric"
      className="w-72! max-sm:w-full!"
      value={metric}
      onChange={(event) => onChange(event.target.value)}
    >
      {!isKnown && <option value={metric}>{metricWords(metric)}</option>}
      {items.map((item) => (
        <option key={item.metric} value={item.metric}>
          {metricWords(item.metric)}
        </option>
      ))}
    </Select>
  );
}

function Help({ items = [], metric }: { items: Metrics["items"] | undefined; metric: string }) {
  const help = items.find((item) => item.metric === metric)?.help;
  return help ? (
    <p className="px-4 pt-3 text-muted">
      {help} <code className="text-xs">{metric}</code>
    </p>
  ) : null;
}

function ChartSkeleton() {
  return (
    <div role="status" className="p-4">
      <span className="sr-only">Loading the samples</span>
      <Skeleton className="h-72" />
    </div>
  );
}
