// From the inputs of a forecast to what is told of it.
import { setImmediate } from "node:timers/promises";
import Big from "big.js";
import { phaseNames } from "@/lib/work/service";
import {
  type Band,
  bandOf,
  type Cell,
  countTasks,
  drawRuns,
  isLow,
  poolsOf,
  type Run,
  riskOf,
  STEPS,
  seedOf,
  spentAt,
  totalOf,
} from "../../forecast";
import type { BudgetForecast, ForecastReport } from "../../schema";
import type { Inputs, KindLeft } from "./inputs";
import { attemptsOf, reasonOf } from "./words";

export interface About {
  scope: string;
  label: string;
  budget: BudgetTerms | null;
}

export type BudgetTerms = Pick<
  BudgetForecast,
  "budgetId" | "label" | "period" | "limit" | "spent" | "endsAt"
>;

type Foretold = KindLeft & { pool: NonNullable<ReturnType<ReturnType<typeof poolsOf>>> };

/** Draws for so long at most before others get their turn. */
const TURN_MS = 15;
const HOUR_MS = 3_600_000;
/** Above it the path goes on a little after the middle run's end, for the slower ones. */
const BEYOND = 1.25;

/** The same inputs are answered alike: chance is drawn from the scope's own name. */
export async function toReport(about: About, inputs: Inputs): Promise<ForecastReport> {
  const poolOf = poolsOf(inputs.past.tasks);
  const pooled = inputs.kinds.map((kind) => ({ ...kind, pool: poolOf(kind) }));
  const kinds = pooled.filter((kind): kind is Foretold => kind.pool !== null);
  const isForetold = kinds.length === pooled.length;
  const cells = isForetold ? kinds.map(toCell) : [];
  const runs = await drawAll({ cells, pace: inputs.pace }, about.scope);
  const tasks = countTasks({ cells });
  const samples = inputs.past.tasks.filter(({ isRecorded }) => isRecorded).length;
  const low = kinds.some(({ pool }) => isLow(pool));
  const confidence = !isForetold ? "none" : low ? "low" : "good";
  const begun = inputs.kinds.reduce((sum, kind) => sum + kind.begun.length, 0);
  const spent = inputs.kinds.flatMap((kind) => kind.begun).reduce((sum, usd) => sum + usd, 0);
  return {
    label: about.label,
    confidence,
    reason: reasonOf(confidence, samples),
    samples,
    waiting: inputs.kinds.reduce((sum, kind) => sum + kind.waiting, 0),
    begun,
    spent: about.budget?.spent ?? usdOf(spent),
    total: isForetold ? usdBand(totalOf(runs)) : null,
    path: isForetold && tasks > 0 ? pathOf(runs, tasks, inputs) : [],
    pace: { ended: inputs.pace.ended, hours: Math.round(inputs.pace.hours * 100) / 100 },
    ends: tasks > 0 ? endOf(runs, tasks, inputs.now) : null,
    parts: isForetold ? partsOf(kinds, runs, inputs) : [],
    budget: about.budget && budgetOf(about.budget, isForetold ? runs : null, tasks, confidence, inputs),
  };
}

const toCell = ({ waiting, begun, pool }: Foretold): Cell => ({
  history: pool.history,
  fresh: waiting,
  begun,
});

async function drawAll(queue: Parameters<typeof drawRuns>[0], scope: string): Promise<Run[]> {
  const runs: Run[] = [];
  let turn = performance.now();
  for (const run of drawRuns(queue, seedOf(scope))) {
    runs.push(run);
    if (performance.now() - turn > TURN_MS) {
      await setImmediate();
      turn = performance.now();
    }
  }
  return runs;
}

function pathOf(runs: readonly Run[], tasks: number, { pace, now }: Inputs): ForecastReport["path"] {
  const hours = pace.ended > 0 ? ((tasks * pace.hours) / pace.ended) * BEYOND : null;
  return Array.from({ length: STEPS + 1 }, (_, step) => {
    const share = step / STEPS;
    const at = hours === null ? null : share * hours;
    const spent = (run: Run) => spentAt(run, at === null ? share : (at * run.tasksPerHour) / tasks);
    const ended = at === null ? share : Math.min(1, share * BEYOND);
    return {
      at: at === null ? null : later(now, at),
      tasks: Math.round(ended * tasks),
      ...usdBand(bandOf(runs.map(spent))),
    };
  });
}

function endOf(runs: readonly Run[], tasks: number, now: Date): ForecastReport["ends"] {
  const hours = runs.flatMap(({ tasksPerHour }) => (tasksPerHour > 0 ? [tasks / tasksPerHour] : []));
  return hours.length > 0 ? instants(bandOf(hours), now) : null;
}

/** What is of one phase is told together, whichever model its tasks run on. */
function partsOf(
  kinds: readonly Foretold[],
  runs: readonly Run[],
  { past }: Inputs,
): ForecastReport["parts"] {
  const names = phaseNames();
  const indexed = kinds.map((kind, index) => ({ ...kind, index }));
  const groups = Map.groupBy(indexed, ({ projectId, phase }) => `${projectId} ${phase}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group.toSorted((a, b) => b.waiting - a.waiting);
    if (!first) return [];
    const sums = runs.map(({ parts }) => group.reduce((sum, { index }) => sum + (parts[index] ?? 0), 0));
    return [
      {
        projectId: first.projectId,
        phase: first.phase,
        label: names.get(first.phase) ?? first.phase,
        waiting: group.reduce((sum, { waiting }) => sum + waiting, 0),
        begun: group.reduce((sum, { begun }) => sum + begun.length, 0),
        samples: first.pool.samples,
        drawnFrom: first.pool.level,
        attempts: attemptsOf(past.tasks, first.pool.level, first),
        cost: usdBand(bandOf(sums)),
      },
    ];
  });
}

function budgetOf(
  terms: BudgetTerms,
  runs: readonly Run[] | null,
  tasks: number,
  confidence: BudgetForecast["confidence"],
  { now, kinds }: Inputs,
): BudgetForecast {
  const left = new Big(terms.limit).minus(terms.spent).toNumber();
  const hours = terms.endsAt ? (Date.parse(terms.endsAt) - now.getTime()) / HOUR_MS : null;
  const risk = runs && riskOf(runs, tasks, { leftUsd: left, hours });
  return {
    ...terms,
    tasks: kinds.reduce((sum, { waiting, begun }) => sum + waiting + begun.length, 0),
    confidence,
    chance: left <= 0 ? 1 : risk && Math.round(risk.chance * 1000) / 1000,
    cost: risk && usdBand(risk.cost),
    runsOut: risk?.runsOutHours ? instants(risk.runsOutHours, now) : null,
    computedAt: now.toISOString(),
  };
}

/** An estimate, to a hundredth of a cent: more digits would claim to know them. */
export function usdOf(usd: number): string {
  return new Big(Math.min(Math.max(0, usd), 999_999_999_999).toFixed(4)).toFixed();
}

const usdBand = ({ p10, p50, p90 }: Band) => ({ p10: usdOf(p10), p50: usdOf(p50), p90: usdOf(p90) });

/** No queue is followed further than this. */
const HOURS_MAX = 10 * 365 * 24;
const later = (now: Date, hours: number) =>
  new Date(now.getTime() + Math.min(hours, HOURS_MAX) * HOUR_MS).toISOString();

const instants = ({ p10, p50, p90 }: Band, now: Date) => ({
  earliest: later(now, p10),
  middle: later(now, p50),
  latest: later(now, p90),
});
