"use client";

import { ChartSpline, Table2 } from "lucide-react";
import { useMemo } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { lazyPart } from "@/components/ui/lazy-part";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import type { Forecast } from "@/lib/costs/schema";
import { formatUsd } from "@/lib/platform/money";
import { PathTable } from "./path-table";
import { coverageWords, spanOf, toFan } from "./prepare-forecast";

// Apart from what the page must have loaded before it works: the drawing library is most of its weight.
const FanChart = lazyPart(() => import("@/components/charts/fan-chart").then((module) => module.default), {
  fallback: <Skeleton className="h-full" />,
});

export function PathPanel({
  forecast,
  isTable,
  onToggle,
}: {
  forecast: Forecast;
  isTable: boolean;
  onToggle: () => void;
}) {
  const points = useMemo(() => toFan(forecast), [forecast]);
  const Icon = isTable ? ChartSpline : Table2;
  const title = forecast.budget
    ? "Spent of the budget, as it may go on"
    : "Still to be spent, as it may go on";
  return (
    <Panel
      title={title}
      flush
      actions={
        points.length > 0 && (
          <Button size="sm" onClick={onToggle}>
            <Icon aria-hidden="true" />
            {isTable ? "Show as chart" : "Show as table"}
          </Button>
        )
      }
    >
      {points.length === 0 ? (
        <NothingToDraw forecast={forecast} />
      ) : (
        <>
          {isTable ? (
            <PathTable points={points} />
          ) : (
            <>
              <Drawing forecast={forecast} points={points} />
              <div className="sr-only">
                <PathTable points={points} isPlain />
              </div>
            </>
          )}
          <Notes forecast={forecast} />
        </>
      )}
    </Panel>
  );
}

function Drawing({ forecast: { budget }, points }: { forecast: Forecast; points: ReturnType<typeof toFan> }) {
  const limit = budget && { height: Number(budget.limit), words: `Limit ${formatUsd(budget.limit)}` };
  return (
    <div aria-hidden="true" className="h-72 px-4 pt-2 pb-3">
      <FanChart points={points} limit={limit} axisWords={(height) => `$ ${height.toLocaleString("en")}`} />
    </div>
  );
}

function Notes({ forecast }: { forecast: Forecast }) {
  const { ends, coverage, computedAt } = forecast;
  const good = coverageWords(coverage);
  return (
    <ul id="how-good" className="scroll-mt-24 space-y-1 border-t border-line px-4 py-3 text-muted">
      <li>
        Eight times of ten, the cost should end within the band. It is about what is queued now, not about
        work that comes later. Worked out <RelativeTime at={computedAt} />.
      </li>
      <li>
        The forecast heeds neither holds nor budgets that refuse claims: what they keep waiting counts as if
        it went on.
      </li>
      <li>
        {ends
          ? `The last task ends within ${spanOf(ends)}.`
          : "When tasks will end is unknown: none has ended in 7 days."}
      </li>
      <li>
        {good
          ? `How good so far: ${good}; eight of ten should be.`
          : "How good it is shows once all tasks of a kept forecast have ended; one is kept each day."}
      </li>
    </ul>
  );
}

function NothingToDraw({ forecast: { confidence, waiting, begun } }: { forecast: Forecast }) {
  if (waiting + begun === 0) {
    return (
      <EmptyState
        icon={ChartSpline}
        title="No task is left"
        appears="What the tasks that have not ended will cost appears here, with how sure that is."
        how="Add tasks to a ticket, and it is foretold from what like tasks have cost."
      />
    );
  }
  return (
    <EmptyState
      icon={ChartSpline}
      title={confidence === "none" ? "Too few tasks have ended" : "Nothing to draw"}
      appears="What the tasks that are left will cost appears here once like tasks have ended with their costs."
      how="Five ended tasks with costs are enough for a first forecast, twenty of a phase for a good one."
    />
  );
}
