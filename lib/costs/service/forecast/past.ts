// Ended tasks with what they cost: what forecasts and advice are drawn from.
import type { Tx } from "@/lib/platform/db/transact";
import { type EndedTask, listEnded, type QueuePart } from "@/lib/work/service";
import type { PastTask } from "../../forecast";
import { sumByTask, type TaskCost } from "../../store/task-costs";

/** Ended tasks that are looked at, and those of one phase of one project among them; the newest. */
const ENDED_MAX = 3000;
const PHASE_MAX = 200;
const PRICED_MAX = 2000;

export interface PricedTask extends EndedTask, PastTask {
  /** By model; empty where the ledger knows nothing. */
  costs: TaskCost[];
}

export interface Past {
  tasks: PricedTask[];
  /** All that were looked at, for how fast tasks end. */
  ended: EndedTask[];
  /** There were more than are looked at. */
  isCut: boolean;
}

export async function readPast(tx: Tx, part: QueuePart): Promise<Past> {
  const ended = await listEnded(tx, part, ENDED_MAX);
  const kept = newestOfEach(ended).slice(0, PRICED_MAX);
  return { tasks: await priceTasks(tx, kept), ended, isCut: ended.length === ENDED_MAX };
}

function newestOfEach(ended: readonly EndedTask[]): EndedTask[] {
  const counts = new Map<string, number>();
  return ended.filter(({ projectId, phase }) => {
    const key = `${projectId} ${phase}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= PHASE_MAX;
  });
}

async function priceTasks(tx: Tx, ended: readonly EndedTask[]): Promise<PricedTask[]> {
  const costs = Map.groupBy(await sumByTask(tx, idsOf(ended), earliestOf(ended)), ({ taskId }) => taskId);
  return ended.flatMap((task) => {
    const own = costs.get(task.id) ?? [];
    // What nobody has a price for was not free: nothing is known of what the whole task cost.
    if (own.some(({ unpriced }) => unpriced > 0)) return [];
    const usd = own.map(({ cost }) => Number(cost));
    const dearest = own[usd.indexOf(Math.max(...usd))];
    const costUsd = usd.reduce((sum, each) => sum + each, 0);
    return [{ ...task, costs: own, model: dearest?.model ?? null, costUsd, isRecorded: own.length > 0 }];
  });
}

export const idsOf = (tasks: readonly { id: string }[]) => tasks.map(({ id }) => id);

/** A task has no calls from before it was made; an hour is for clocks that differ. */
export function earliestOf(tasks: readonly { createdAt: Date }[]): Date {
  const first = tasks.reduce((least, { createdAt }) => Math.min(least, createdAt.getTime()), Date.now());
  return new Date(first - 3_600_000);
}
