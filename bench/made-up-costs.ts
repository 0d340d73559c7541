// Projects whose costs are known to be log-normal, with phases, models and tasks that are tried again.
import { type Band, drawRuns, type PastTask, poolsOf, randomOf, seedOf, totalOf } from "@/lib/costs/forecast";

interface Phase {
  phase: string;
  /** Models with the share of the tasks, the median cost of an attempt in USD, and the spread of its logarithm. */
  models: { model: string; share: number; median: number; sigma: number }[];
  /** Chance that an attempt fails and another follows, up to three. */
  failing: number;
  past: number;
  queued: number;
}

export interface Scenario {
  name: string;
  phases: Phase[];
}

const OPUS = { model: "claude-opus-4-8", share: 0.4, median: 1.8, sigma: 0.9 };
const HAIKU = { model: "claude-haiku-4-5", share: 0.6, median: 0.25, sigma: 0.7 };

export const SCENARIOS: Scenario[] = [
  {
    name: "one phase, one model, 50 past, 50 queued",
    phases: [{ phase: "A", models: [{ ...OPUS, share: 1 }], failing: 0, past: 50, queued: 50 }],
  },
  {
    name: "one phase, two models, retries, 50 past, 50 queued",
    phases: [{ phase: "A", models: [OPUS, HAIKU], failing: 0.25, past: 50, queued: 50 }],
  },
  {
    name: "three phases, two models, retries, 50 past and 50 queued each",
    phases: [
      { phase: "A", models: [OPUS, HAIKU], failing: 0.1, past: 50, queued: 50 },
      { phase: "B", models: [{ ...OPUS, median: 4 }, HAIKU], failing: 0.3, past: 50, queued: 50 },
      { phase: "C", models: [{ ...HAIKU, share: 1, sigma: 1.1 }], failing: 0.2, past: 50, queued: 50 },
    ],
  },
  {
    name: "three phases, 200 past and 1,000 queued each",
    phases: [
      { phase: "A", models: [OPUS, HAIKU], failing: 0.1, past: 200, queued: 1000 },
      { phase: "B", models: [{ ...OPUS, median: 4 }, HAIKU], failing: 0.3, past: 200, queued: 1000 },
      { phase: "C", models: [{ ...HAIKU, share: 1, sigma: 1.1 }], failing: 0.2, past: 200, queued: 1000 },
    ],
  },
];

const ATTEMPTS_MAX = 3;

/** Foretells the cost of a made-up queue from a made-up past, and tells what it then cost; `runs` as usual unless given. */
export function foretell(scenario: Scenario, repetition: number, runs?: number) {
  const random = randomOf(seedOf(`${scenario.name} ${repetition}`));
  const one = ({ phase, models, failing }: Phase): PastTask => {
    const chosen = chooseModel(models, random.next());
    let costUsd = 0;
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      costUsd += chosen.median * Math.exp(chosen.sigma * random.normal());
      if (random.next() >= failing) break;
    }
    return { projectId: "p", phase, model: chosen.model, costUsd, isRecorded: true };
  };
  const many = (phase: Phase, count: number) => Array.from({ length: count }, () => one(phase));
  const past = scenario.phases.flatMap((phase) => many(phase, phase.past));
  const to = scenario.phases.flatMap((phase) => many(phase, phase.queued));
  const poolOf = poolsOf(past);
  const cells = scenario.phases.map(({ phase, queued }) => {
    const pool = poolOf({ projectId: "p", phase, model: null });
    if (!pool) throw new Error("Too few past tasks.");
    return { history: pool.history, fresh: queued, begun: [] };
  });
  const queue = { cells, pace: { ended: 0, hours: 0 } };
  const band = totalOf([...drawRuns(queue, seedOf(`seed ${repetition}`), runs)]);
  const actual = to.reduce((sum, { costUsd }) => sum + costUsd, 0);
  return { band, actual, past, queued: scenario.phases.map(({ phase, queued }) => ({ phase, queued })) };
}

function chooseModel(models: Phase["models"], drawn: number): Phase["models"][number] {
  let before = 0;
  for (const model of models) {
    before += model.share;
    if (drawn < before) return model;
  }
  throw new Error("The models of a phase share all of its tasks.");
}

/** What a table of averages would say: the mean of each phase, and a fifth more or less. */
export function guessByMean(past: PastTask[], queued: { phase: string; queued: number }[]): Band {
  const mean = queued.reduce((sum, { phase, queued: count }) => {
    const like = past.filter((task) => task.phase === phase);
    return sum + (count * like.reduce((all, { costUsd }) => all + costUsd, 0)) / like.length;
  }, 0);
  return { p10: mean * 0.8, p50: mean, p90: mean * 1.2 };
}
