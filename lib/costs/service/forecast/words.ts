import { type Kind, LIKE_TASKS_MIN, type PoolLevel, TASKS_MIN } from "../../forecast";
import type { Confidence } from "../../schema";
import type { PricedTask } from "./past";

/** Why a forecast is not to be relied upon; null where it is. */
export function reasonOf(confidence: Confidence, samples: number): string | null {
  const known = samples === 1 ? "1 ended task has" : `${samples} ended tasks have`;
  if (confidence === "none") return `${known} costs in the ledger; a forecast needs ${TASKS_MIN}.`;
  if (confidence === "good") return null;
  return `A phase of these has fewer than ${LIKE_TASKS_MIN} ended tasks with costs, so others stand in for them.`;
}

/** Mean attempts of the ended tasks that a kind is drawn from, to a hundredth. */
export function attemptsOf(past: readonly PricedTask[], level: PoolLevel, kind: Kind): number {
  const like = past.filter(({ projectId, phase, model }) => {
    if (level === "all") return true;
    if (projectId !== kind.projectId) return false;
    return level === "project" || (phase === kind.phase && (level === "phase" || model === kind.model));
  });
  const attempts = like.reduce((sum, task) => sum + task.attempts, 0);
  return like.length === 0 ? 0 : Math.round((attempts / like.length) * 100) / 100;
}
