"use client";

import { useQueryStates } from "nuqs";
import { LiveNote } from "@/components/live/live-note";
import { Button } from "@/components/ui/button";
import { lazyPart } from "@/components/ui/lazy-part";
import { Refreshing } from "@/components/ui/refreshing";
import { Skeleton } from "@/components/ui/skeleton";
import { Loaded } from "@/components/work/state/loaded";
import { ConfidenceNote } from "./confidence-note";
import { ForecastFigures } from "./forecast-figures";
import { forecastParams } from "./forecast-params";
import { useForecast } from "./use-forecast";

// Not among what the page must have loaded before it works: the server has drawn them already.
const PathPanel = lazyPart(() => import("./path-panel").then((module) => module.PathPanel), {
  fallback: <Skeleton className="h-96 rounded-lg" />,
});
const RiskPanel = lazyPart(() => import("./risk-panel").then((module) => module.RiskPanel));
const ForecastParts = lazyPart(() => import("./forecast-parts").then((module) => module.ForecastParts));

/** What the tasks that have not ended will cost, how sure that is, and which budgets it endangers. */
export function ForecastView({ projectId }: { projectId: string | undefined }) {
  const query = useForecast(projectId);
  const [choice, setParams] = useQueryStates(forecastParams);
  const isNarrowed = Boolean(choice.budget ?? choice.ticket);
  return (
    <>
      <LiveNote />
      <Loaded query={query} what="the forecast" skeleton={<ForecastSkeleton />}>
        {(forecast) => (
          <Refreshing isPrevious={query.isPlaceholderData}>
            <div className="flex flex-col gap-4">
              {isNarrowed && (
                <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                  <p className="min-w-0 wrap-anywhere">
                    Only what {forecast.scope.kind === "budget" ? "the budget" : "the ticket"}{" "}
                    <strong className="font-semibold">{forecast.label}</strong> is about
                  </p>
                  <Button size="sm" onClick={() => void setParams({ budget: null, ticket: null })}>
                    Show all
                  </Button>
                </div>
              )}
              <ConfidenceNote forecast={forecast} />
              <ForecastFigures forecast={forecast} />
              <PathPanel
                forecast={forecast}
                isTable={choice.path === "table"}
                onToggle={() => void setParams({ path: choice.path === "table" ? null : "table" })}
              />
              <RiskPanel budgets={forecast.budgets} />
              {forecast.parts.length > 0 && <ForecastParts parts={forecast.parts} />}
            </div>
          </Refreshing>
        )}
      </Loaded>
    </>
  );
}

function ForecastSkeleton() {
  return (
    <div role="status" className="flex flex-col gap-4">
      <span className="sr-only">Loading the forecast</span>
      <Skeleton className="h-25 rounded-lg" />
      <Skeleton className="h-96 rounded-lg" />
    </div>
  );
}
