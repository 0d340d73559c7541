import type { DryRunReport } from "@/lib/guardian/schema";

const count = (n: number, one: string, many: string) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

/** "It would have fired 3 times, on 2 things; 1 time its limits would have held it back." */
export function summaryWords({ firingsTotal, firings, undecided, looks }: DryRunReport): string {
  const undecidedWords =
    undecided > 0 ? ` At ${count(undecided, "look", "looks")} of ${looks} a fact was not known.` : "";
  if (firingsTotal === 0) return `It would not have fired.${undecidedWords}`;
  const things = new Set(firings.map(({ subject }) => subject)).size;
  const held = firings.filter(({ isBeyondLimits }) => isBeyondLimits).length;
  const shown = firings.length < firingsTotal ? ` The first ${firings.length} are shown.` : "";
  const heldWords = held > 0 ? `; ${count(held, "time", "times")} its limits would have held it back` : "";
  return `It would have fired ${count(firingsTotal, "time", "times")}, on ${count(things, "thing", "things")}${heldWords}.${shown}${undecidedWords}`;
}
