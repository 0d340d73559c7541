// Recommendations in words.
import Big from "big.js";
import type { Recommendation, RecommendationKind, RecommendationState } from "@/lib/costs/schema";
import { formatUsd } from "@/lib/platform/money";

export const KIND_WORDS: Record<RecommendationKind, string> = {
  cheaper_model: "Cheaper model",
  missing_cache: "Missing cache",
  grown_context: "Grown context",
  repeated_failures: "Repeated failures",
  batch_tier: "Batch price",
};

export const STATE_WORDS: Record<RecommendationState, string> = {
  open: "Open",
  accepted: "Accepted",
  dismissed: "Dismissed",
};

/** `$ 12.00 a month`, with what the evidence leaves open: `$ 4.00 to $ 21.00` */
export function savingWords({ usd, low, high }: Recommendation["saving"]): { value: string; span: string } {
  return { value: `${formatUsd(usd)} a month`, span: `${formatUsd(low)} to ${formatUsd(high)}` };
}

type Realised = NonNullable<Recommendation["realised"]>;

const UNITS: Record<Realised["unit"], { one: string; many: string }> = {
  task: { one: "task", many: "tasks" },
  million_prompt_tokens: { one: "million prompt tokens", many: "million prompt tokens" },
};

/** What came of it; a cost where it is dearer than before. Null: there is nothing that it could be compared with. */
export function realisedWords(realised: Realised | null): { value: string; basis: string } {
  if (!realised) {
    const basis = "In the month before the hour in which it was accepted there was nothing to compare with.";
    return { value: "Not measured", basis };
  }
  const { usd, baseline, unit, units } = realised;
  const { one, many } = UNITS[unit];
  if (units === 0)
    return { value: "Nothing to measure yet", basis: `A ${one} cost ${formatUsd(baseline)} before.` };
  const amount = new Big(usd);
  const count = units.toLocaleString("en", { maximumFractionDigits: 1 });
  return {
    value: `${formatUsd(amount.abs().toFixed())} ${amount.lt(0) ? "more spent" : "saved"}`,
    basis: `${count} ${units === 1 ? one : many} since, against ${formatUsd(baseline)} for each in the month before.`,
  };
}
