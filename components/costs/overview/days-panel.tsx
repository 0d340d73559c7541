"use client";

import { ChartColumn, Table2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { lazyPart } from "@/components/ui/lazy-part";
import { Panel } from "@/components/ui/panel";
import { Refreshing } from "@/components/ui/refreshing";
import { Skeleton } from "@/components/ui/skeleton";
import { Loaded } from "@/components/work/state/loaded";
import type { Period } from "@/lib/client/period";
import type { CostSummary } from "@/lib/costs/schema";
import { formatUsd } from "@/lib/platform/money";
import { toDayChart } from "../prepare-days";
import { formatCallUsd } from "../prepare-money";
import { PERIOD_WORDS } from "../prepare-words";
import { useRecordsHref } from "../use-records-href";
import { DaysTable } from "./days-table";
import { useSummary } from "./use-summary";

// Apart from what the page must have loaded before it works: the drawing library is most of its weight.
const StackedBars = lazyPart(
  () => import("@/components/charts/stacked-bars").then((module) => module.default),
  {
    fallback: <Skeleton className="h-full" />,
  },
);

export function DaysPanel({
  project,
  period,
  isTable,
  onToggle,
}: {
  project: string | undefined;
  period: Period;
  isTable: boolean;
  onToggle: () => void;
}) {
  const query = useSummary({ project, period, by: "day", split: "model" });
  const Icon = isTable ? ChartColumn : Table2;
  return (
    <Panel
      title="Spend by day and model"
      flush
      actions={
        <Button size="sm" onClick={onToggle}>
          <Icon aria-hidden="true" />
          {isTable ? "Show as chart" : "Show as table"}
        </Button>
      }
    >
      <Loaded query={query} what="the days" skeleton={<ChartSkeleton />}>
        {(summary) => (
          <Refreshing isPrevious={query.isPlaceholderData}>
            <Days
              summary={summary}
              period={period}
              // The day of the answer, which is the same on the server and in the browser.
              lastDay={new Date(query.dataUpdatedAt).toISOString().slice(0, 10)}
              isTable={isTable}
            />
          </Refreshing>
        )}
      </Loaded>
    </Panel>
  );
}

function Days({
  summary,
  period,
  lastDay,
  isTable,
}: {
  summary: CostSummary;
  period: Period;
  lastDay: string;
  isTable: boolean;
}) {
  const chart = useMemo(() => toDayChart(summary, lastDay), [summary, lastDay]);
  if (summary.total.calls === 0) {
    return (
      <EmptyState
        icon={ChartColumn}
        title={`No call was counted: ${PERIOD_WORDS[period].within}`}
        appears="What agents' calls of language models cost appears here by day and model."
        how="Runners with the profile of an agent, such as claude-code, count by themselves."
      />
    );
  }
  if (isTable) return <DaysTable chart={chart} />;
  return (
    <>
      <Drawing chart={chart} />
      <div className="sr-only">
        <DaysTable chart={chart} isPlain />
      </div>
    </>
  );
}

function Drawing({ chart }: { chart: ReturnType<typeof toDayChart> }) {
  const router = useRouter();
  const records = useRecordsHref();
  const columns = useMemo(
    () =>
      chart.days.map(({ day, label, total, parts }) => ({
        key: day,
        label,
        heights: parts.map((part) => Number(part ?? 0)),
        words: {
          total: total === null ? "No price" : formatUsd(total),
          parts: parts.map((part) => part && formatCallUsd(part)),
        },
      })),
    [chart],
  );
  const open = (key: string) => {
    const day = chart.days.find((each) => each.day === key);
    if (day) router.push(records(day));
  };
  return (
    <div aria-hidden="true" className="px-4 pt-2 pb-3">
      <div className="h-64">
        <StackedBars columns={columns} series={chart.series} axisWords={axisWords} onOpen={open} />
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
  );
}

/** Of the axis, whose steps are round and need no exactness. */
function axisWords(height: number): string {
  if (height === 0) return "$ 0";
  return height >= 1 ? `$ ${height.toLocaleString("en")}` : `$ ${Number(height.toPrecision(3))}`;
}

function ChartSkeleton() {
  return (
    <div role="status" className="p-4">
      <span className="sr-only">Loading the days</span>
      <Skeleton className="h-72" />
    </div>
  );
}
