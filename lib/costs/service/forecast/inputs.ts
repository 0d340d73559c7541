// What a forecast is worked out from: the tasks that are left, and those that have ended.
import type { Tx } from "@/lib/platform/db/transact";
import {
  type CountedTasks,
  countBegun,
  countWaiting,
  listBegun,
  listEnded,
  type QueuePart,
} from "@/lib/work/service";
import type { Kind } from "../../forecast";
import { readNow, readPulse } from "../../store/forecasts";
import { sumByTask } from "../../store/task-costs";
import { earliestOf, idsOf, type Past, readPast } from "./past";

/** Begun tasks that are looked at one by one; more of them wait for another attempt, say after an outage. */
const BEGUN_MAX = 2000;
const PACE_DAYS = 7;
const HOUR_MS = 3_600_000;

export interface KindLeft extends Kind {
  waiting: number;
  /** USD that each begun task has cost so far. */
  begun: number[];
}

interface BegunCost extends Kind {
  usd: number;
}

/** What is left of a part of the queue, and the last task that ended: what shows quickly whether anything has changed. */
export interface Left {
  now: Date;
  waiting: CountedTasks[];
  begun: BegunCost[];
  newestEnded: string | null;
  /** What a runner used is recorded a moment after its task has ended. */
  pulse: string;
}

export interface Inputs {
  now: Date;
  kinds: KindLeft[];
  past: Past;
  pace: { ended: number; hours: number };
}

/**
 * Histories by project (null: all), so that a pass over many scopes reads each once. A project's is its own alone:
 * its keys may read its forecast, and what tasks cost elsewhere is not theirs to know.
 */
export type Histories = Map<string | null, Promise<Past>>;

export async function readLeft(tx: Tx, part: QueuePart): Promise<Left> {
  const { agentId, ...place } = part;
  const now = await readNow(tx);
  const waiting = await countWaiting(tx, place);
  const tasks = await listBegun(tx, part, BEGUN_MAX);
  const costs = Map.groupBy(await sumByTask(tx, idsOf(tasks), earliestOf(tasks)), ({ taskId }) => taskId);
  const begun = tasks.map(({ id, projectId, phase }): BegunCost => {
    const own = (costs.get(id) ?? []).map(({ model, cost }) => ({ model, usd: Number(cost ?? 0) }));
    const usd = own.reduce((sum, each) => sum + each.usd, 0);
    return { projectId, phase, usd, model: own.toSorted((a, b) => b.usd - a.usd)[0]?.model ?? null };
  });
  if (tasks.length === BEGUN_MAX)
    for (const task of beyond(await countBegun(tx, part), [...begun])) begun.push(task);
  const [newest] = await listEnded(tx, { projectId: part.projectId ?? null }, 1);
  const pulse = await readPulse(tx, part.projectId ?? null);
  return { now, waiting, begun, newestEnded: newest?.id ?? null, pulse };
}

/** Begun tasks that were not looked at are taken to have cost nothing yet. */
function* beyond(all: readonly CountedTasks[], seen: readonly BegunCost[]): Generator<BegunCost> {
  for (const { projectId, phase, tasks } of all) {
    const own = seen.filter((task) => task.projectId === projectId && task.phase === phase).length;
    for (let n = own; n < tasks; n += 1) yield { projectId, phase, model: null, usd: 0 };
  }
}

export async function readInputs(tx: Tx, part: QueuePart, left: Left, histories: Histories): Promise<Inputs> {
  const projectId = part.projectId ?? null;
  const known = histories.get(projectId);
  const reading = known ?? readPast(tx, { projectId });
  histories.set(projectId, reading);
  const past = await reading;
  return { now: left.now, kinds: kindsOf(left, part, past), past, pace: paceOf(past, part, left.now) };
}

function kindsOf(left: Left, { agentId }: QueuePart, past: Past): KindLeft[] {
  const kinds = new Map<string, KindLeft>();
  const kindOf = ({ projectId, phase, model }: Kind) => {
    const key = [projectId, phase, model].join(" ");
    const found = kinds.get(key) ?? { projectId, phase, model, waiting: 0, begun: [] };
    kinds.set(key, found);
    return found;
  };
  // Nobody has a waiting task yet: an agent will get the share of them that it got of the others.
  const share = agentId ? shareOf(past, agentId) : 1;
  for (const { projectId, phase, tasks } of left.waiting) {
    kindOf({ projectId, phase, model: null }).waiting += Math.round(tasks * share);
  }
  for (const { usd, ...kind } of left.begun) kindOf(kind).begun.push(usd);
  return [...kinds.values()].filter((kind) => kind.waiting + kind.begun.length > 0);
}

function shareOf({ ended }: Past, agentId: string): number {
  const own = ended.filter((task) => task.agentId === agentId).length;
  return ended.length === 0 ? 0 : own / ended.length;
}

/** Tasks of this part that ended within a week, or since there have been any. */
function paceOf({ ended, isCut }: Past, part: QueuePart, now: Date): Inputs["pace"] {
  const own = ended.filter((task) =>
    (["projectId", "ticketId", "phase", "agentId"] as const).every(
      (key) => !part[key] || task[key] === part[key],
    ),
  );
  const least = (instants: Date[]) => instants.reduce((a, b) => Math.min(a, b.getTime()), now.getTime());
  const known = isCut
    ? least(ended.map((task) => task.finishedAt))
    : least(own.map((task) => task.createdAt));
  const from = Math.max(known, now.getTime() - PACE_DAYS * 24 * HOUR_MS);
  const count = own.filter((task) => task.finishedAt.getTime() >= from).length;
  return { ended: count, hours: Math.max(0.1, (now.getTime() - from) / HOUR_MS) };
}
