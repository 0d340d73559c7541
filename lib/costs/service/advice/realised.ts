// What an accepted recommendation has saved: units since, at what a unit cost before, less what they cost.
import Big from "big.js";
import type { Tx } from "@/lib/platform/db/transact";
import { countEnded } from "@/lib/work/service";
import type { Recommendation } from "../../schema";
import { readNow } from "../../store/forecasts";
import { type FoundRow, measure } from "../../store/recommendations";

type Unit = NonNullable<Recommendation["realised"]>["unit"];

const HOUR_MS = 3_600_000;
const BEFORE_DAYS = 30;
const DIGITS = 12;

/** Advice about tokens is measured by what a million of the prompts' tokens comes to, other advice by tasks. */
export function unitOf(kind: string): Unit {
  return kind === "missing_cache" || kind === "batch_tier" ? "million_prompt_tokens" : "task";
}

/** USD a unit in the month before this hour; null where there was none. */
export async function readBaseline(tx: Tx, row: FoundRow): Promise<string | null> {
  const hour = hourOf(await readNow(tx));
  const { cost, units } = await count(tx, row, new Date(hour.getTime() - BEFORE_DAYS * 24 * HOUR_MS), hour);
  return units.gt(0) ? cost.div(units).round(DIGITS).toFixed() : null;
}

/** Units since it was decided, and USD that they cost less than before; in whole hours of the roll-up. */
export async function readRealised(tx: Tx, row: FoundRow): Promise<{ units: string; usd: string } | null> {
  if (!row.decidedAt || row.baseline === null) return null;
  const { cost, units } = await count(tx, row, row.decidedAt, await readNow(tx));
  const usd = new Big(row.baseline).times(units).minus(cost).round(DIGITS);
  return { units: units.toFixed(), usd: units.gt(0) ? usd.toFixed() : "0" };
}

const hourOf = (instant: Date) => new Date(Math.floor(instant.getTime() / HOUR_MS) * HOUR_MS);

async function count(tx: Tx, { projectId, kind, subject }: FoundRow, from: Date, to: Date) {
  // The hour in which it was decided belongs to neither side's tasks alone: it counts as after.
  const hour = hourOf(from);
  const [first = "", second] = subject.split("|");
  if (unitOf(kind) === "task") {
    const { cost } = await measure(tx, { projectId, phase: first }, hour, to);
    return {
      cost: new Big(cost),
      units: new Big(await countEnded(tx, { projectId, phase: first }, hour, to)),
    };
  }
  const model = second === undefined ? {} : { model: second };
  const { cost, promptTokens } = await measure(tx, { projectId, provider: first, ...model }, hour, to);
  return { cost: new Big(cost), units: new Big(promptTokens).div(1_000_000).round(6) };
}
