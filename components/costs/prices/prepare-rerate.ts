// The form of re-rating, and its outcome in words.
import type { rerateAll } from "@/lib/costs/queries";
import { formatUsd } from "@/lib/platform/money";

export const RERATE_FIELDS = ["from", "to", "model", "reason"] as const;

type Sums = Awaited<ReturnType<typeof rerateAll>>;

/** The first of the month, as a date field wants it. */
export function defaultFrom(now: Date): string {
  return `${now.toISOString().slice(0, 7)}-01`;
}

/** What an empty field says is left to the server, which refuses a missing beginning. */
export function rerateOf(form: FormData, dryRun: boolean) {
  const text = (name: (typeof RERATE_FIELDS)[number]) => String(form.get(name) ?? "").trim();
  const instant = (day: string) => (day ? `${day}T00:00:00Z` : "");
  return {
    from: instant(text("from")),
    ...(text("to") ? { to: instant(text("to")) } : {}),
    ...(text("model") ? { model: text("model") } : {}),
    reason: text("reason") || "Prices changed.",
    dryRun,
  };
}

/** `$ 4.00 is $ 8.00 now` */
export function changeWords({ fromCost, toCost }: Pick<Sums, "fromCost" | "toCost">): string {
  return `${formatUsd(fromCost)} is ${formatUsd(toCost)} now`;
}

/** `+ $ 4.00`, `− $ 4.00` */
export function signedUsd(change: string): string {
  return change.startsWith("-") ? `− ${formatUsd(change.slice(1))}` : `+ ${formatUsd(change)}`;
}
