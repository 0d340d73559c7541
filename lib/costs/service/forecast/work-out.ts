// Works forecasts out and keeps them; tells once when a budget becomes likelier exceeded than not.
import { SYSTEM } from "@/lib/platform/auth/actor";
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { publish } from "@/lib/platform/events/service";
import type { BudgetForecast, ForecastReport } from "../../schema";
import * as store from "../../store/forecasts";
import { type Histories, type Left, readInputs, readLeft } from "./inputs";
import { toReport } from "./report";
import type { ForecastScope } from "./scopes";

export interface Kept {
  report: ForecastReport;
  computedAt: Date;
}

/** From here on a budget is likelier exceeded than not. */
const HIGH = 0.5;
/** With the same queue it is worked out again after that long: time moves the dates, and late records the costs. */
const SAME_MINUTES = 15;

/** Reads, draws and keeps; while the queue is as it was a little while ago, what is kept stays. */
export async function workOut(about: ForecastScope, histories: Histories = new Map()): Promise<Kept> {
  const left = await read((tx) => readLeft(tx, about.part));
  const fingerprint = fingerprintOf(about, left);
  const [known] = await read((tx) => store.listForecasts(tx, [about.scope]));
  const isFresh = known && left.now.getTime() - known.computedAt.getTime() < SAME_MINUTES * 60_000;
  if (isFresh && known.fingerprint === fingerprint) return known;
  const inputs = await read((tx) => readInputs(tx, about.part, left, histories));
  const report = await toReport(about, inputs);
  const { scope, projectId } = about;
  const kept = { scope, projectId, computedAt: inputs.now, fingerprint, report };
  await transact("cost.forecast", async (tx) => {
    const saved = await store.saveForecast(tx, kept);
    if (report.budget && saved) await follow(tx, about, report.budget, saved.highSince, inputs.now);
  });
  return kept;
}

/** Told once a period. What is spent already is told by the budget itself. */
async function follow(
  tx: Tx,
  { projectId, periodStart }: ForecastScope,
  budget: BudgetForecast,
  highSince: Date | null,
  now: Date,
): Promise<void> {
  const { budgetId: entity, label, limit, spent, chance, cost, endsAt } = budget;
  if (chance === null || cost === null) return;
  const isHigh = chance > HIGH;
  const isTold = highSince !== null && (periodStart === null || highSince >= periodStart);
  if (isHigh ? isTold : highSince === null) return;
  if (!isHigh) return store.setHigh(tx, entity, null);
  if (Number(spent) >= Number(limit)) return;
  await store.setHigh(tx, entity, now);
  const payload = { label, chance, limit, spent, expected: cost.p50, endsAt };
  await publish(tx, SYSTEM, { type: "cost.forecast.high", entity, projectId, payload });
}

function fingerprintOf({ budget }: ForecastScope, { waiting, begun, newestEnded, pulse }: Left): string {
  const counts = waiting.map(({ projectId, phase, tasks }) => `${projectId}/${phase}/${tasks}`);
  const spent = begun.reduce((sum, { usd }) => sum + usd, 0);
  const own = budget ? `${budget.limit} ${budget.spent} ${budget.endsAt}` : "";
  return [counts.join(" "), begun.length, spent.toFixed(4), newestEnded, pulse, own].join("|");
}
