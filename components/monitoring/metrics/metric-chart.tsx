"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { lazyPart } from "@/components/ui/lazy-part";
import { Skeleton } from "@/components/ui/skeleton";
import type { Samples } from "@/lib/monitoring/schema";
import { projectsQuery } from "@/lib/work/queries";
import { isCount, summaryOf, toHeights, toLineChart, valueWords } from "../prepare-samples";
import { SampleTable } from "./sample-table";

// Apart from what the page must have loaded before it works: the drawing library is most of its weight.
const LinesChart = lazyPart(
  () => import("@/components/charts/lines-chart").then((module) => module.default),
  {
    fallback: <Skeleton className="h-full" />,
  },
);

/** The courses of a metric as a drawing with its summary, or as a table. */
export function MetricChart({ samples, isTable }: { samples: Samples; isTable: boolean }) {
  const projects = useQuery(projectsQuery());
  const names = projects.data?.items;
  const chart = useMemo(
    () => toLineChart(samples, (text) => names?.find(({ id }) => id === text)?.name ?? text),
    [samples, names],
  );
  const points = useMemo(() => {
    const heights = toHeights(chart.rows);
    return chart.rows.map(({ label }, key) => ({ key, label, heights: heights[key] ?? [] }));
  }, [chart]);
  const { metric } = samples;
  if (samples.series.every((series) => series.points.length === 0)) {
    return (
      <EmptyState
        title="Nothing in this time"
        appears="Samples of this time would be drawn here."
        how="Choose a longer range, or wait for the next sample."
      />
    );
  }
  if (isTable) return <SampleTable metric={metric} chart={chart} />;
  return (
    <div className="px-4 pt-2 pb-3">
      <p className="sr-only">{summaryOf(metric, chart)}</p>
      <div aria-hidden="true">
        <div className="h-72">
          <LinesChart
            points={points}
            series={chart.series}
            marks={chart.marks.map(({ alertId, from, to }) => ({ key: alertId, from, to }))}
            isWhole={isCount(metric)}
            words={(height) => valueWords(metric, height)}
          />
        </div>
        <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs">
          {chart.series.map(({ label, colour }) => (
            <li key={label} className="flex items-center gap-1.5">
              <span className="size-2.5 rounded-sm" style={{ background: colour }} />
              {label}
            </li>
          ))}
        </ul>
      </div>
      {chart.hidden > 0 && (
        <p className="mt-1 text-xs text-muted">
          The {chart.series.length} largest are drawn; {chart.hidden} more are sampled.
        </p>
      )}
    </div>
  );
}
