// Many ways in which a queue may go on: what its tasks cost, in the order of steps, and how fast they end.
import { type Band, bandOf } from "./bands";
import {
  bandwidthOf,
  drawRest,
  drawSum,
  type History,
  type Resample,
  resample,
  sortResample,
} from "./bootstrap";
import { type Random, randomOf } from "./random";

/** Tasks of one kind that are still to end. */
export interface Cell {
  history: History;
  /** Tasks that have cost nothing yet. */
  fresh: number;
  /** USD that each task which has begun has cost so far. */
  begun: readonly number[];
}

export interface Queue {
  cells: readonly Cell[];
  /** Tasks that ended in `hours` hours, up to now: how fast the queue moves. 0: nobody knows. */
  pace: { ended: number; hours: number };
}

/** One way: what has been spent after each step, from 0 on, in USD; each step is the same share of the tasks. */
export interface Run {
  path: Float64Array;
  /** USD that the tasks of each cell cost together. */
  parts: Float64Array;
  /** Tasks an hour; 0 where nobody knows. */
  tasksPerHour: number;
}

export const STEPS = 20;

/** Draws so many of one run that the work stays within bounds whatever the queue: see `runsOf`. */
const DRAWS_MAX = 2_500_000;
const RUNS_MAX = 600;
const RUNS_MIN = 200;
/** Begun tasks of one kind that are drawn each; those beyond are taken to be like them. */
const BEGUN_MAX = 200;

/** How many runs are drawn: fewer where one is much work; 200 still tell a tenth to within two hundredths. */
export function runsOf(cells: readonly Cell[]): number {
  const resampled = [...historiesOf(cells)].reduce((sum, { length }) => sum + length, 1);
  const each = cells.reduce((sum, { fresh, begun }) => {
    return sum + Math.min(fresh, STEPS * 48) + Math.min(begun.length, BEGUN_MAX);
  }, resampled);
  return Math.max(RUNS_MIN, Math.min(RUNS_MAX, Math.floor(DRAWS_MAX / each)));
}

const historiesOf = (cells: readonly Cell[]) => new Set(cells.map(({ history }) => history));

/** Draws the runs, one after the other; the same seed draws the same. Between two the caller may let others work. */
export function* drawRuns(queue: Queue, seed: number, runs = runsOf(queue.cells)): Generator<Run> {
  const random = randomOf(seed);
  const { cells } = queue;
  const bandwidths = new Map([...historiesOf(cells)].map((history) => [history, bandwidthOf(history)]));
  const total = countTasks(queue);
  const begunAll = cells.reduce((sum, { begun }) => sum + begun.length, 0);
  for (let run = 0; run < runs; run += 1) {
    const path = new Float64Array(STEPS + 1);
    const parts = new Float64Array(cells.length);
    let begunBefore = 0;
    // Kinds with the same past err together: drawn apart, they would seem surer than they are.
    const resamples = new Map<History, Resample>();
    for (const [history, bandwidth] of bandwidths)
      resamples.set(history, sortResample(resample(history, bandwidth, random)));
    for (const [index, cell] of cells.entries()) {
      const from = resamples.get(cell.history) as Resample;
      const own = drawCell(cell, from, { begunBefore, begunAll, total }, random);
      for (let step = 1; step <= STEPS; step += 1) add(path, step, own[step] as number);
      parts[index] = own.reduce((sum, usd) => sum + usd, 0);
      begunBefore += cell.begun.length;
    }
    for (let step = 1; step <= STEPS; step += 1) add(path, step, path[step - 1] as number);
    yield { path, parts, tasksPerHour: drawPace(queue.pace, random) };
  }
}

interface Order {
  begunBefore: number;
  begunAll: number;
  total: number;
}

/** USD that the tasks of one kind cost within each step. */
function drawCell(cell: Cell, from: Resample, order: Order, random: Random): Float64Array {
  const path = new Float64Array(STEPS + 1);
  addBegun(path, cell.begun, from, order, random);
  const ended = (step: number) => Math.floor(cell.fresh * freshBy(step / STEPS, order));
  for (let step = 1; step <= STEPS && cell.fresh > 0; step += 1) {
    const count = ended(step) - ended(step - 1);
    if (count > 0) add(path, step, drawSum(from, count, random));
  }
  return path;
}

export const countTasks = ({ cells }: Pick<Queue, "cells">) =>
  cells.reduce((sum, { fresh, begun }) => sum + fresh + begun.length, 0);

const add = (path: Float64Array, step: number, usd: number) => {
  path[step] = (path[step] as number) + usd;
};

/** What has begun ends first; then the kinds end side by side. The share of the fresh tasks that have ended by then. */
function freshBy(share: number, { begunAll, total }: Order): number {
  if (share >= 1) return 1;
  return total === begunAll ? 0 : Math.max(0, (share * total - begunAll) / (total - begunAll));
}

function addBegun(
  path: Float64Array,
  begun: readonly number[],
  from: Resample,
  { begunBefore: before, total }: Order,
  random: Random,
): void {
  if (begun.length === 0) return;
  const drawn = Math.min(begun.length, BEGUN_MAX);
  const weight = begun.length / drawn;
  for (let n = 0; n < drawn; n += 1) {
    const step = Math.min(STEPS, 1 + Math.floor(((before + n * weight) * STEPS) / total));
    add(path, step, weight * drawRest(from, begun[n] as number, random));
  }
}

/**
 * Tasks an hour: events of a Poisson process, whose rate is known to about the root of what was counted
 * (Jeffreys' prior: n + 1/2).
 */
function drawPace({ ended, hours }: Queue["pace"], random: Random): number {
  if (ended === 0 || hours <= 0) return 0;
  const spread = 1 / Math.sqrt(ended + 0.5);
  return (ended / hours) * Math.exp(spread * random.normal() - spread ** 2 / 2);
}

/** USD that this run has spent when so much of its tasks has ended, 0 to 1. */
export function spentAt({ path }: Run, share: number): number {
  const at = Math.min(1, Math.max(0, share)) * STEPS;
  const low = path[Math.floor(at)] as number;
  return low + ((path[Math.ceil(at)] as number) - low) * (at - Math.floor(at));
}

/** The share of its tasks after which this run has spent so many USD; null: it never does. */
export function shareAt({ path }: Run, usd: number): number | null {
  if (usd <= 0) return 0;
  const step = path.findIndex((spent) => spent >= usd);
  if (step === -1) return null;
  const before = path[step - 1] as number;
  return (step - 1 + (usd - before) / ((path[step] as number) - before)) / STEPS;
}

/** What all tasks of the queue come to, in USD. */
export function totalOf(runs: readonly Run[]): Band {
  return bandOf(runs.map(({ path }) => path[STEPS] as number));
}
