// Which past tasks are like one that is to come.
import type { History } from "./bootstrap";

/** A task that has ended. */
export interface PastTask {
  projectId: string;
  phase: string;
  /** The model that most of its money went to; null where the ledger knows none. */
  model: string | null;
  /** With all of its attempts. */
  costUsd: number;
  /** Whether the ledger has anything about it. */
  isRecorded: boolean;
}

/** What tasks to come are known by; an empty model: whichever it will be, it comes with what is drawn. */
export interface Kind {
  projectId: string;
  phase: string;
  model: string | null;
}

/** From near to far. */
const POOLS = ["model", "phase", "project", "all"] as const;
export type PoolLevel = (typeof POOLS)[number];

export interface Pool {
  level: PoolLevel;
  history: History;
  /** Recorded tasks among them. */
  samples: number;
}

/** Under so many like tasks, others are asked too; under the other number, nothing is foretold. */
export const LIKE_TASKS_MIN = 20;
export const TASKS_MIN = 5;

/** Answers each kind with the nearest past tasks that are enough; null: there are hardly any at all. */
export function poolsOf(past: readonly PastTask[]): (kind: Kind) => Pool | null {
  const byKey = new Map<string, PastTask[]>();
  for (const task of past) {
    for (const level of POOLS) {
      const key = keyOf(level, task);
      const known = byKey.get(key);
      if (known) known.push(task);
      else byKey.set(key, [task]);
    }
  }
  const known = new Map<string, Pool>();
  const poolAt = (level: PoolLevel, kind: Kind): Pool => {
    const key = keyOf(level, kind);
    const pool = known.get(key) ?? toPool(level, byKey.get(key) ?? []);
    known.set(key, pool);
    return pool;
  };
  return (kind) => {
    const levels = kind.model === null ? POOLS.slice(1) : POOLS;
    const near = levels.map((level) => poolAt(level, kind)).find(({ samples }) => samples >= LIKE_TASKS_MIN);
    if (near) return near;
    const [own, all] = [poolAt("project", kind), poolAt("all", kind)];
    const widest = own.samples === all.samples ? own : all;
    return widest.samples >= TASKS_MIN ? widest : null;
  };
}

function toPool(level: PoolLevel, tasks: readonly PastTask[]): Pool {
  const samples = tasks.filter(({ isRecorded }) => isRecorded).length;
  return { level, history: Float64Array.from(tasks, ({ costUsd }) => costUsd), samples };
}

/** A task alone in its phase is still no reason to say that it is surely foretold. */
export function isLow({ level, samples }: Pool): boolean {
  return samples < LIKE_TASKS_MIN || level === "project" || level === "all";
}

function keyOf(level: PoolLevel, { projectId, phase, model }: Kind): string {
  const parts = {
    model: [projectId, phase, model],
    phase: [projectId, phase],
    project: [projectId],
    all: [],
  };
  return [level, ...parts[level]].join(" ");
}
