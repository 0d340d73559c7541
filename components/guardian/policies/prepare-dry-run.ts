import type { DryRunReport } from "@/lib/guardian/schema";
import { counted } from "@/lib/platform/counted";

/** "in the 14 minutes of history there are", "in the last 7 days" */
function spanWords({ from, to, isYoung }: Pick<DryRunReport, "from" | "to" | "isYoung">): string {
  const minutes = Math.max(1, Math.round((Date.parse(to) - Date.parse(from)) / 60_000));
  const [amount, one, many] =
    minutes < 120
      ? ([minutes, "minute", "minutes"] as const)
      : minutes < 2880
        ? ([Math.round(minutes / 60), "hour", "hours"] as const)
        : ([Math.round(minutes / 1440), "day", "days"] as const);
  if (!isYoung) return `in the last ${counted(amount, one, many)}`;
  return `in the ${counted(amount, one, many)} of history there ${amount === 1 ? "is" : "are"}`;
}

/** "It would have fired 3 times in the last 7 days, on 2 things; 1 time its limits would have held it back." */
export function summaryWords(report: DryRunReport): string {
  const { firingsTotal, firings, undecided, looks } = report;
  const span = spanWords(report);
  const undecidedWords =
    undecided > 0 ? ` At ${counted(undecided, "look", "looks")} of ${looks} a fact was not known.` : "";
  if (firingsTotal === 0) return `It would not have fired ${span}.${undecidedWords}`;
  const things = new Set(firings.map(({ subject }) => subject)).size;
  const held = firings.filter(({ isBeyondLimits }) => isBeyondLimits).length;
  const shown = firings.length < firingsTotal ? ` The first ${firings.length} are shown.` : "";
  const heldWords = held > 0 ? `; ${counted(held, "time", "times")} its limits would have held it back` : "";
  return `It would have fired ${counted(firingsTotal, "time", "times")} ${span}, on ${counted(things, "thing", "things")}${heldWords}.${shown}${undecidedWords}`;
}
