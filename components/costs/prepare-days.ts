// From a summary by day and model to the columns of a chart and the rows of its table.
import { DAY_MS } from "@/lib/client/period";
import type { CostSummary } from "@/lib/costs/schema";
import type { UsdAmount } from "@/lib/platform/money";
import { byUsd, sumUsd } from "./prepare-money";

/** Models with a colour of their own; the others share one. */
export const SERIES_MAX = 5;

interface DaySeries {
  /** null: all other models together. */
  model: string | null;
  label: string;
  colour: string;
  total: UsdAmount;
}

interface CostDay {
  /** YYYY-MM-DD */
  day: string;
  /** `22 Nov` */
  label: string;
  /** null where there were calls, but none of a known price. */
  total: UsdAmount | null;
  /** One for each series; null where that model was not called, or its price is not known. */
  parts: (UsdAmount | null)[];
  unpricedCalls: number;
  /** Of the day within the period. */
  from: string;
  to: string;
}

export interface DayChart {
  series: DaySeries[];
  days: CostDay[];
}

type Item = CostSummary["items"][number];

const dayWords = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short" });

export function toDayChart({ items, from }: Pick<CostSummary, "items" | "from">, lastDay: string): DayChart {
  const days = daysBetween(from?.slice(0, 10) ?? firstOf(items) ?? lastDay, lastDay);
  const priced = items.filter(({ calls, unpricedCalls }) => calls > unpricedCalls);
  const series = toSeries(priced);
  const own = new Map(series.map(({ model }, index) => [model, index]));
  const other = own.get(null);
  return {
    series,
    days: days.map((day) => {
      const today = priced.filter(({ key }) => key === day);
      const unpricedCalls = items
        .filter(({ key }) => key === day)
        .reduce((sum, each) => sum + each.unpricedCalls, 0);
      const parts = series.map<UsdAmount | null>((_, index) => {
        const of = today.filter(({ model }) => (own.get(model ?? "") ?? other) === index);
        return of.length === 0 ? null : sumUsd(of.map(({ totalCost }) => totalCost));
      });
      const start = `${day}T00:00:00.000Z`;
      return {
        day,
        label: dayWords.format(new Date(start)),
        total:
          today.length === 0 && unpricedCalls > 0 ? null : sumUsd(today.map(({ totalCost }) => totalCost)),
        parts,
        unpricedCalls,
        from: from && from > start ? from : start,
        to: new Date(Date.parse(start) + DAY_MS).toISOString(),
      };
    }),
  };
}

function toSeries(items: Item[]): DaySeries[] {
  const models = [...Map.groupBy(items, ({ model }) => model ?? "")]
    .map(([model, of]) => ({ model, total: sumUsd(of.map(({ totalCost }) => totalCost)) }))
    .sort((a, b) => byUsd(a.total, b.total) || a.model.localeCompare(b.model, "en"));
  // One model alone under "other models" is better named.
  const kept = models.length === SERIES_MAX + 1 ? models.length : SERIES_MAX;
  const named = models.slice(0, kept).map(({ model, total }, index) => ({
    model,
    label: model || "Unknown model",
    colour: `var(--series-${index + 1})`,
    total,
  }));
  const rest = models.slice(kept);
  if (rest.length === 0) return named;
  const total = sumUsd(rest.map((each) => each.total));
  return [...named, { model: null, label: `${rest.length} other models`, colour: "var(--series-6)", total }];
}

function firstOf(items: Item[]): string | undefined {
  return items.map(({ key }) => key).sort()[0];
}

function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += DAY_MS) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}
