// A forecast in words, and as the points of a chart.
import type { BudgetForecast, Forecast } from "@/lib/costs/schema";
import { formatInstant } from "@/lib/platform/instant";
import { formatUsd } from "@/lib/platform/money";
import { formatUtc } from "../../ui/time-format";
import type { Tone } from "../../ui/tones";
import { sumUsd } from "../prepare-money";

type UsdBand = NonNullable<Forecast["total"]>;

/** `$ 12.00 to $ 31.00` */
export function bandWords({ p10, p90 }: Pick<UsdBand, "p10" | "p90">): string {
  const [low, high] = [formatUsd(p10), formatUsd(p90)];
  return low === high ? low : `${low} to ${high}`;
}

export interface FanPoint {
  key: string;
  /** Of the axis. */
  label: string;
  /** Heights only; what is read stands in `words`. */
  low: number;
  middle: number;
  high: number;
  words: { when: string; tasks: string; band: string; middle: string };
}

/** What will have been spent on the way: of a budget with what its period has spent already. */
export function toFan({ path, budget, waiting, begun }: Forecast): FanPoint[] {
  const before = budget?.spent ?? "0";
  const all = waiting + begun;
  return path.map(({ at, tasks, p10, p50, p90 }, index) => {
    const [low, middle, high] = [p10, p50, p90].map((usd) => sumUsd([before, usd])) as [
      string,
      string,
      string,
    ];
    const when = at ? formatUtc(new Date(at)) : `${tasks.toLocaleString("en")} tasks`;
    return {
      key: `${index}`,
      label: at ? dayWords(at, path.at(-1)?.at ?? at) : tasks.toLocaleString("en"),
      low: Number(low),
      middle: Number(middle),
      high: Number(high),
      words: {
        when,
        tasks: `${tasks.toLocaleString("en")} of ${all.toLocaleString("en")} tasks`,
        band: bandWords({ p10: low, p90: high }),
        middle: formatUsd(middle),
      },
    };
  });
}

const DAYS_MS = 3 * 24 * 3_600_000;

/** The hour where the whole is short, else the day; all times are UTC. */
function dayWords(at: string, last: string): string {
  const isShort = Date.parse(last) - Date.parse(at) < DAYS_MS && Date.parse(last) - Date.now() < DAYS_MS;
  const words = formatInstant(new Date(at), "UTC");
  return isShort ? words : (words.split(",")[0] ?? words);
}

export interface Risk {
  label: string;
  tone: Tone;
}

/** The chance in words, from the scale of the IPCC's guidance on uncertainty, with its number. */
export function riskWords({
  chance,
  limit,
  spent,
}: Pick<BudgetForecast, "chance" | "limit" | "spent">): Risk {
  if (Number(spent) >= Number(limit)) return { label: "Spent already", tone: "danger" };
  if (chance === null) return { label: "Unknown", tone: "neutral" };
  const percent = percentWords(chance);
  if (chance > 0.9) return { label: `Very likely, ${percent}`, tone: "danger" };
  if (chance > 0.66) return { label: `Likely, ${percent}`, tone: "danger" };
  if (chance >= 0.33) return { label: `As likely as not, ${percent}`, tone: "warning" };
  if (chance >= 0.1) return { label: `Unlikely, ${percent}`, tone: "neutral" };
  return { label: `Very unlikely, ${percent}`, tone: "neutral" };
}

/** Nothing that is drawn is certain. */
function percentWords(chance: number): string {
  if (chance > 0.99) return "> 99 %";
  return chance < 0.01 ? "< 1 %" : `${Math.round(chance * 100)} %`;
}

/** `17 of the last 20 inside`; null before the first is scored. */
export function coverageWords({ scored, inside }: Forecast["coverage"]): string | null {
  if (scored === 0) return null;
  return scored === 1 ? `${inside} of 1 inside` : `${inside} of the last ${scored} inside`;
}

/** `22 Nov, 10:00 – 24 Nov, 18:00 UTC` */
export function spanOf({ earliest, latest }: NonNullable<Forecast["ends"]>): string {
  return `${formatInstant(new Date(earliest), "UTC")} – ${formatUtc(new Date(latest))}`;
}

export const DRAWN_FROM: Record<Forecast["parts"][number]["drawnFrom"], string> = {
  model: "its phase and model",
  phase: "its phase",
  project: "its project",
  all: "all projects",
};

/** `12.4 tasks a day` */
export function paceWords({ ended, hours }: Forecast["pace"]): string | null {
  if (ended === 0) return null;
  const perDay = (ended / hours) * 24;
  const words =
    perDay >= 10 ? Math.round(perDay).toLocaleString("en") : Number(perDay.toPrecision(2)).toString();
  return `${words} ${words === "1" ? "task" : "tasks"} a day`;
}
