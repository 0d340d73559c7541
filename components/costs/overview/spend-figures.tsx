"use client";

import { CalendarDays, CircleDollarSign, Coins, DatabaseZap, ReceiptText } from "lucide-react";
import Link from "next/link";
import { Alert } from "@/components/ui/alert";
import { Refreshing } from "@/components/ui/refreshing";
import { Skeleton } from "@/components/ui/skeleton";
import { Stat, StatRow } from "@/components/ui/stat";
import { formatTokens } from "@/components/work/prepare-attempt";
import { Loaded } from "@/components/work/state/loaded";
import { useWorkHref } from "@/components/work/use-work-href";
import type { Period } from "@/lib/client/period";
import type { CostSummary } from "@/lib/costs/schema";
import { formatUsd } from "@/lib/platform/money";
import { allTokens, cacheShare } from "../prepare-tokens";
import { PERIOD_WORDS, recordWords } from "../prepare-words";
import { useRecordsHref } from "../use-records-href";
import { useSummary } from "./use-summary";

export function SpendFigures({ project, period }: { project: string | undefined; period: Period }) {
  const query = useSummary({ project, period, by: "model" });
  const today = useSummary({ project, period: "today", by: "model" });
  return (
    <section aria-label="In figures" className="flex flex-col gap-3">
      <Loaded query={query} what="the figures" skeleton={<FiguresSkeleton />}>
        {(summary) => (
          <Refreshing isPrevious={query.isPlaceholderData}>
            <UnpricedNote summary={summary} />
            <Figures summary={summary} today={today.data} period={period} />
          </Refreshing>
        )}
      </Loaded>
    </section>
  );
}

function Figures(props: { summary: CostSummary; today: CostSummary | undefined; period: Period }) {
  const { summary, today, period } = props;
  const { total } = summary;
  const share = cacheShare(total.tokens);
  const records = useRecordsHref();
  return (
    <StatRow>
      <Stat
        label="Spent"
        value={spentIn(summary)}
        note={PERIOD_WORDS[period].within}
        icon={CircleDollarSign}
        href={records(summary)}
      />
      <Stat
        label="Today"
        value={today ? spentIn(today) : null}
        note="since midnight UTC"
        icon={CalendarDays}
        href={records(today ?? summary)}
      />
      <Stat
        label="Records"
        value={total.calls.toLocaleString("en")}
        note={total.unpricedCalls > 0 ? `${total.unpricedCalls.toLocaleString("en")} unpriced` : "all priced"}
        icon={ReceiptText}
        tone={total.unpricedCalls > 0 ? "warning" : "neutral"}
        href={records(summary)}
      />
      <Stat
        label="Tokens"
        value={formatTokens(allTokens(total.tokens))}
        note={`${formatTokens(total.tokens.output)} of them output`}
        icon={Coins}
        href={records(summary)}
      />
      <Stat
        label="Cache hits"
        value={share === null ? null : `${Math.floor(share * 100)} %`}
        note="of the prompts' tokens"
        icon={DatabaseZap}
        href={records(summary)}
      />
    </StatRow>
  );
}

/** Nothing is known of it where no call has a price. */
function spentIn({ total }: CostSummary): string | null {
  return total.calls > 0 && total.calls === total.unpricedCalls ? null : formatUsd(total.totalCost);
}

/** What no price is known for is missing from every sum on the page. */
function UnpricedNote({ summary }: { summary: CostSummary }) {
  const records = useRecordsHref();
  const href = useWorkHref();
  const { unpricedCalls } = summary.total;
  if (unpricedCalls === 0) return null;
  return (
    <div className="mb-3">
      <Alert
        tone="warning"
        title={`No price is known for ${recordWords(unpricedCalls)}: the sums lack ${unpricedCalls === 1 ? "it" : "them"}`}
        action={
          <Link
            href={records(summary, { status: "unpriced" })}
            className="self-center underline hover:no-underline"
          >
            See what has no price
          </Link>
        }
      >
        An unknown price is not taken for 0: budgets that pause take{" "}
        {unpricedCalls === 1 ? "this record" : "these records"} for {formatUsd(summary.total.assumedCost)},
        the price of the dearest known model. Give it a price in config/cost_models.yaml, then{" "}
        <Link href={href("/costs/prices")} className="underline hover:no-underline">
          re-rate
        </Link>
        .
      </Alert>
    </div>
  );
}

const CELLS = ["spent", "today", "calls", "tokens", "cache"];

function FiguresSkeleton() {
  return (
    <div role="status">
      <span className="sr-only">Loading the figures</span>
      <StatRow>
        {CELLS.map((cell) => (
          <Skeleton key={cell} className="h-25 rounded-lg" />
        ))}
      </StatRow>
    </div>
  );
}
