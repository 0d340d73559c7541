import type { Period } from "@/lib/client/period";
import type { CostReconciliation, CostSource } from "@/lib/costs/schema";
import { formatUsd } from "@/lib/platform/money";

export const PERIOD_WORDS: Record<Period, { label: string; within: string }> = {
  "24h": { label: "24 h", within: "last 24 hours" },
  "7d": { label: "7 d", within: "7 days with today" },
  "30d": { label: "30 d", within: "30 days with today" },
  month: { label: "This month", within: "since the 1st" },
};

/** Of records, not of calls: a runner sums up the calls of an attempt. */
export function recordWords(records: number): string {
  return records === 1 ? "1 record" : `${records.toLocaleString("en")} records`;
}

export const SOURCE_WORDS: Record<CostSource, string> = {
  gateway: "Gateway",
  otlp: "Telemetry",
  runner: "Runner",
  api: "API",
  import: "Import",
};

/** In a sentence: `the gateway`, `the API`. */
export function theSource(source: CostSource): string {
  return `the ${source === "api" ? SOURCE_WORDS.api : SOURCE_WORDS[source].toLowerCase()}`;
}

type Source = CostReconciliation["attempts"][number]["sources"][number];

/** `$ 5.00`, or that no price of these calls is known, or of some of them. */
export function sumWords(source: Pick<Source, "totalCost" | "calls" | "unpricedCalls">): string {
  const { totalCost, calls, unpricedCalls } = source;
  if (unpricedCalls === 0) return formatUsd(totalCost);
  if (unpricedCalls === calls) return "an unknown cost";
  return `${formatUsd(totalCost)} and ${recordWords(unpricedCalls)} without a price`;
}

/** `$ 0.40 more`, `$ 0.40 less`, `the same`: what another source tells of beside the one that counts; or all of it. */
export function differenceWords(
  source: Pick<Source, "difference" | "totalCost" | "calls" | "unpricedCalls">,
): string {
  const { difference } = source;
  if (difference === null) return sumWords(source);
  if (!/[1-9]/.test(difference)) return "the same";
  return difference.startsWith("-")
    ? `${formatUsd(difference.slice(1))} less`
    : `${formatUsd(difference)} more`;
}
