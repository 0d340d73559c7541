import { type Interval, meanDifference, momentsOf, shareDifference, shareInterval } from "./compare";
import {
  aMonth,
  countWords,
  type Facts,
  type Finding,
  percentWords,
  SAVING_MIN_USD,
  type TaskFact,
  usdWords,
} from "./finding";

/** Like tasks of each of two models, at least. */
const LIKE_MIN = 20;
/** So much less success may have been seen, and may hide behind too few tasks. */
const WORSE_MAX = 0.05;
const UNSEEN_MAX = 0.2;

interface Group {
  model: string;
  tasks: TaskFact[];
  costs: number[];
  success: Interval;
}

/** A phase's tasks on a model where another, which the ledger has seen there, succeeded as often for less. */
export function findCheaperModels(facts: Facts): Finding[] {
  const ended = facts.tasks.filter(
    (task) => task.isRecorded && task.model !== null && task.state !== "cancelled",
  );
  return [...Map.groupBy(ended, ({ phase }) => phase)].flatMap(([phase, tasks]) => {
    const groups = [...Map.groupBy(tasks, ({ model }) => model ?? "")]
      .filter(([, own]) => own.length >= LIKE_MIN)
      .map(([model, own]) => toGroup(model, own));
    return groups.flatMap((from) => {
      const found = groups.flatMap((to) => compare(facts, phase, from, to) ?? []);
      // One advice a model: the one that saves most.
      return found.toSorted((a, b) => b.saving.value - a.saving.value).slice(0, 1);
    });
  });
}

function toGroup(model: string, tasks: TaskFact[]): Group {
  const done = tasks.filter(({ state }) => state === "completed").length;
  return {
    model,
    tasks,
    costs: tasks.map(({ costUsd }) => costUsd),
    success: shareInterval(done, tasks.length),
  };
}

function compare(facts: Facts, phase: string, from: Group, to: Group): Finding | null {
  if (from.model === to.model) return null;
  const each = meanDifference(from.costs, to.costs);
  const success = shareDifference(from.success, to.success);
  const tasks = aMonth(from.tasks.length, facts.hoursOf(phase));
  const saving = { low: each.low * tasks, value: each.value * tasks, high: each.high * tasks };
  if (each.low <= 0 || saving.value < SAVING_MIN_USD) return null;
  if (success.value < -WORSE_MAX || success.low < -UNSEEN_MAX) return null;
  const name = facts.phaseName(phase);
  const points = (share: number) => `${share >= 0 ? "+" : "−"}${Math.abs(Math.round(share * 100))}`;
  return {
    kind: "cheaper_model",
    subject: `${phase}|${from.model}|${to.model}`,
    label: `${name}: ${to.model} in place of ${from.model}`,
    saving,
    evidence: {
      summary: `In ${name}, tasks on ${to.model} were completed about as often as on ${from.model}, and cost ${percentWords(each.value / momentsOf(from.costs).mean)} less.`,
      facts: [[from, "Now"] as const, [to, "Instead"] as const]
        .map(([{ model, tasks: own, costs, success: rate }, label]) => ({
          label: `${label}: ${model}`,
          value: `${usdWords(momentsOf(costs).mean)} a task, ${percentWords(rate.value)} of ${countWords(own.length)} completed`,
        }))
        .concat([
          {
            label: "Difference in success",
            value: `${points(success.value)} points, between ${points(success.low)} and ${points(success.high)} (95 %)`,
          },
        ]),
      records: [
        { label: from.model, phase, model: from.model },
        { label: to.model, phase, model: to.model },
      ],
      tasks: [],
      caution:
        "Which tasks a model got may differ in ways that their phase does not show. Try it on a few first.",
    },
  };
}
