"use client";

import Link from "next/link";
import { Panel } from "@/components/ui/panel";
import { Refreshing } from "@/components/ui/refreshing";
import { SkeletonRows } from "@/components/ui/skeleton";
import { formatTokens } from "@/components/work/prepare-attempt";
import { Loaded } from "@/components/work/state/loaded";
import type { Period } from "@/lib/client/period";
import type { CostSummary } from "@/lib/costs/schema";
import { allTokens, BUCKETS } from "../prepare-tokens";
import { useRecordsHref } from "../use-records-href";
import { useSummary } from "./use-summary";

/** Where the tokens went: each is counted in exactly one of these. */
export function TokensPanel({ project, period }: { project: string | undefined; period: Period }) {
  const query = useSummary({ project, period, by: "model" });
  return (
    <Panel title="Tokens" flush>
      <Loaded query={query} what="the tokens" skeleton={<SkeletonRows rows={5} label="Loading the tokens" />}>
        {(summary) => (
          <Refreshing isPrevious={query.isPlaceholderData}>
            <Buckets summary={summary} />
          </Refreshing>
        )}
      </Loaded>
    </Panel>
  );
}

function Buckets({ summary }: { summary: CostSummary }) {
  const records = useRecordsHref();
  const { tokens } = summary.total;
  const all = allTokens(tokens);
  return (
    <>
      {all > 0 && (
        <div aria-hidden="true" className="mx-4 mt-3 flex h-2 gap-px overflow-hidden rounded-full">
          {BUCKETS.map(({ key }, index) => (
            <span
              key={key}
              className="block h-full"
              style={{ width: `${(tokens[key] / all) * 100}%`, background: `var(--series-${index + 1})` }}
            />
          ))}
        </div>
      )}
      <ul className="py-2">
        {BUCKETS.map(({ key, label }, index) => (
          <li key={key}>
            <Link
              href={records(summary)}
              title={tokens[key].toLocaleString("en")}
              className="flex min-h-8 items-center gap-2 px-4 hover:bg-hover focus-visible:-outline-offset-2 pointer-coarse:min-h-11"
            >
              <span
                aria-hidden="true"
                className="size-2.5 rounded-sm"
                style={{ background: `var(--series-${index + 1})` }}
              />
              <span className="flex-1">{label}</span>
              <span className="font-medium tabular-nums">{formatTokens(tokens[key])}</span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
