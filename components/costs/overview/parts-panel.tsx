"use client";

import { BarList } from "@/components/charts/bar-list";
import { Panel } from "@/components/ui/panel";
import { Refreshing } from "@/components/ui/refreshing";
import { SkeletonRows } from "@/components/ui/skeleton";
import { Loaded } from "@/components/work/state/loaded";
import type { Period } from "@/lib/client/period";
import { type CostSummary, NONE } from "@/lib/costs/schema";
import { formatUsd } from "@/lib/platform/money";
import { byUsd, usdShare } from "../prepare-money";
import { useRecordsHref } from "../use-records-href";
import { useSummary } from "./use-summary";

const WORDS = {
  ticket: { title: "By ticket", noun: "tickets" },
  agent: { title: "By agent", noun: "agents" },
  phase: { title: "By phase", noun: "phases" },
  model: { title: "By model", noun: "models" },
} as const;

type Part = keyof typeof WORDS;

/** What a period's spend went to, the dearest first. */
export function PartsPanel(props: { project: string | undefined; period: Period; by: Part }) {
  const { project, period, by } = props;
  const { title, noun } = WORDS[by];
  const query = useSummary({ project, period, by });
  return (
    <Panel title={title} flush>
      <Loaded
        query={query}
        what={`the ${noun}`}
        skeleton={<SkeletonRows rows={4} label={`Loading ${noun}`} />}
      >
        {(summary) => (
          <Refreshing isPrevious={query.isPlaceholderData}>
            <Parts summary={summary} by={by} />
          </Refreshing>
        )}
      </Loaded>
    </Panel>
  );
}

function Parts({ summary, by }: { summary: CostSummary; by: Part }) {
  const records = useRecordsHref();
  const { noun } = WORDS[by];
  const items = summary.items.toSorted((a, b) => byUsd(a.totalCost, b.totalCost));
  const most = items[0]?.totalCost ?? "0";
  if (items.length === 0) return <p className="px-4 py-6 text-center text-muted">Nothing was spent.</p>;
  return (
    <BarList
      noun={noun}
      bars={items.map(({ key, label, calls, totalCost, unpricedCalls }) => ({
        key,
        label,
        share: usdShare(totalCost, most),
        value: unpricedCalls === calls ? "No price" : formatUsd(totalCost),
        note: unpricedCalls > 0 ? `${unpricedCalls.toLocaleString("en")} unpriced` : undefined,
        href: records(summary, { [by]: key || NONE }),
      }))}
    />
  );
}
