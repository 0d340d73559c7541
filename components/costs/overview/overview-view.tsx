"use client";

import { useQueryStates } from "nuqs";
import { LiveNote } from "@/components/live/live-note";
import { lazyPart } from "@/components/ui/lazy-part";
import { Segments } from "@/components/ui/segments";
import { Skeleton } from "@/components/ui/skeleton";
import { PERIODS } from "@/lib/client/period";
import { PERIOD_WORDS } from "../prepare-words";
import { overviewParams } from "../search-params";
import { SpendFigures } from "./spend-figures";

// Not among what the page must have loaded before it works: the server has drawn them already.
const BudgetsInForce = lazyPart(() => import("./budgets-in-force").then((module) => module.BudgetsInForce));
const DaysPanel = lazyPart(() => import("./days-panel").then((module) => module.DaysPanel), {
  fallback: <Skeleton className="h-96 rounded-lg" />,
});
const PartsPanel = lazyPart(() => import("./parts-panel").then((module) => module.PartsPanel));
const TokensPanel = lazyPart(() => import("./tokens-panel").then((module) => module.TokensPanel));

const OPTIONS = PERIODS.map((value) => ({ value, label: PERIOD_WORDS[value].label }));

/** What was spent in a period: how much, when, on what, and against which budgets. */
export function CostsOverview({
  projectId,
  mayManage,
}: {
  projectId: string | undefined;
  mayManage: boolean;
}) {
  const [{ period, days }, setParams] = useQueryStates(overviewParams);
  const span = { project: projectId, period };
  return (
    <>
      <LiveNote />
      <div className="mb-4">
        <Segments
          label="Period"
          options={OPTIONS}
          value={period}
          onChange={(next) => void setParams({ period: next })}
        />
      </div>
      <div className="flex flex-col gap-4">
        <SpendFigures {...span} />
        <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
          <div className="flex min-w-0 flex-col gap-4">
            <DaysPanel
              {...span}
              isTable={days === "table"}
              onToggle={() => void setParams({ days: days === "table" ? null : "table" })}
            />
            <div className="grid items-start gap-4 md:grid-cols-2">
              <div className="flex min-w-0 flex-col gap-4">
                <PartsPanel {...span} by="ticket" />
                <PartsPanel {...span} by="phase" />
              </div>
              <div className="flex min-w-0 flex-col gap-4">
                <PartsPanel {...span} by="model" />
                <PartsPanel {...span} by="agent" />
              </div>
            </div>
          </div>
          <div className="flex min-w-0 flex-col gap-4">
            <BudgetsInForce projectId={projectId} mayManage={mayManage} />
            <TokensPanel {...span} />
          </div>
        </div>
      </div>
    </>
  );
}
