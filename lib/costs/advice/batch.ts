import {
  aMonth,
  between,
  countWords,
  examples,
  type Facts,
  type Finding,
  percentWords,
  SAVING_MIN_USD,
  type TaskFact,
  usdWords,
} from "./finding";

const TASKS_MIN = 10;

/** Work of low priority at providers that sell answers within a day for less. */
export function findBatches(facts: Facts): Finding[] {
  const low = facts.tasks.filter(({ priority, isRecorded }) => priority === "LOW" && isRecorded);
  const parts = low.flatMap((task) =>
    task.costs.flatMap((cost) => {
      const factor = facts.batchFactor(cost.provider, cost.model);
      return factor !== null && factor < 1 && cost.usualUsd > 0 ? [{ task, ...cost, factor }] : [];
    }),
  );
  return [...Map.groupBy(parts, ({ provider }) => provider)].flatMap(([provider, own]) => {
    const tasks = new Map(own.map(({ task }) => [task.id, task]));
    const lone = own.filter(({ task }) => isOneCall(task));
    const savedBy = (parts: typeof own) =>
      parts.reduce(
        (sum, { usualUsd, factor, task }) => sum + aMonth(usualUsd * (1 - factor), facts.hoursOf(task.phase)),
        0,
      );
    const saving = between(savedBy(lone), savedBy(own));
    if (tasks.size < TASKS_MIN || saving.high < SAVING_MIN_USD) return [];
    const spent = own.reduce((sum, { usualUsd }) => sum + usualUsd, 0);
    const models = [...new Map(own.map(({ model, factor }) => [model, factor]))];
    return [
      {
        kind: "batch_tier" as const,
        subject: provider,
        label: `${provider}: low priority work as a batch`,
        saving,
        evidence: {
          summary: `${countWords(tasks.size)} tasks of low priority cost ${usdWords(spent)} at the usual price; a batch costs less.`,
          facts: models
            .slice(0, 5)
            .map(([model, factor]) => ({
              label: model,
              value: `a batch costs ${percentWords(factor)} of the usual price`,
            }))
            .concat([
              {
                label: "Tasks of one call",
                value: countWords(new Set(lone.map(({ task }) => task.id)).size),
              },
            ]),
          records: models.slice(0, 5).map(([model]) => ({ label: model, model })),
          tasks: examples([...tasks.values()].map(({ id, costUsd }) => [id, costUsd] as const)),
          caution:
            "A batch answers within a day, so it suits calls that do not wait for one another: surely tasks of one call, seldom an agent's long session.",
        },
      },
    ];
  });
}

const isOneCall = ({ costs }: TaskFact) =>
  costs.reduce((sum, { calls }) => sum + calls, 0) === 1 && costs.every(({ sums }) => sums === 0);
