// What a queue's runs mean for a budget.
import { type Band, bandOf } from "./bands";
import { type Run, shareAt, spentAt } from "./simulate";

export interface BudgetLeft {
  /** USD; below 0 when more than the limit is spent. */
  leftUsd: number;
  /** Hours until the period ends; null: it never does. */
  hours: number | null;
}

export interface BudgetRisk {
  /** Share of the runs in which what the queue costs within the period comes to what is left, 0 to 1. */
  chance: number;
  /** USD that the queue costs within the period. */
  cost: Band;
  /** Hours from now until nothing is left, of the runs in which that comes before the period's end. */
  runsOutHours: Band | null;
}

/** Below this share of the runs a day on which it runs out would say more than is known. */
const RUNS_OUT_MIN = 0.1;

/** `tasks` are those of the queue. Where its pace is unknown, all of them are taken to end within the period. */
export function riskOf(runs: readonly Run[], tasks: number, { leftUsd, hours }: BudgetLeft): BudgetRisk {
  const costs = runs.map((run) => spentAt(run, endShare(run, tasks, hours)));
  const isOver = (cost: number) => cost >= leftUsd && (cost > 0 || leftUsd <= 0);
  const over = costs.filter(isOver).length;
  const times = runs.flatMap((run) => {
    const share = shareAt(run, Math.max(0, leftUsd));
    if (share === null || run.tasksPerHour === 0) return [];
    const at = (share * tasks) / run.tasksPerHour;
    return hours === null || at <= hours ? [at] : [];
  });
  const isLikely = leftUsd > 0 && times.length >= RUNS_OUT_MIN * runs.length;
  return {
    chance: runs.length === 0 ? 0 : over / runs.length,
    cost: bandOf(costs),
    runsOutHours: isLikely ? bandOf(times) : null,
  };
}

function endShare({ tasksPerHour }: Run, tasks: number, hours: number | null): number {
  if (hours === null || tasksPerHour === 0 || tasks === 0) return 1;
  return (hours * tasksPerHour) / tasks;
}
