// Random lives of a small fleet, taken by the queue and by its model alike; after each step the two are compared.
import fc from "fast-check";
import { expect } from "vitest";
import * as work from "@/lib/work/service";
import { ADMIN } from "../../support/makers";
import { assertWithin } from "../../support/property";
import { rows } from "../../support/sql";
import { endHold } from "./acts";
import { type Step, Walk } from "./walk";
import { compare } from "./walk-compare";
import { FLEET_ACTS, TIME_ACTS } from "./walk-fleet";
import { OVERLAY_ACTS } from "./walk-overlays";
import { TASK_ACTS } from "./walk-tasks";

const ACTS = { ...TASK_ACTS, ...OVERLAY_ACTS, ...FLEET_ACTS, ...TIME_ACTS };
type Act = keyof typeof ACTS;

/** How often each is tried, beside the others. */
const WEIGHTS: Record<Act, number> = {
  ...{
    enqueue: 8,
    claim: 12,
    complete: 5,
    fail: 3,
    start: 2,
    beat: 3,
    stopped: 3,
    cancel: 2,
    edit: 3,
    depend: 3,
  },
  ...{ hold: 3, endHold: 3, override: 3, endOverride: 2, reserve: 3, endReservation: 2, expire: 2 },
  ...{ drain: 1, leave: 1, quarantine: 2, reinstate: 2, register: 2, lose: 1 },
  ...{ lease: 2, timeout: 2, deadline: 2, grace: 3, backoff: 3, tick: 5 },
};
type ActStep = Step & { act: Act };

const one = (act: Act, at = 0, other = 0, flag = true): ActStep => ({ act, at, other, flag });

const steps = fc.array(
  fc.record({
    act: fc.oneof(
      ...Object.entries(WEIGHTS).map(([act, weight]) => ({ weight, arbitrary: fc.constant(act as Act) })),
    ),
    at: fc.nat(7),
    other: fc.nat(11),
    flag: fc.boolean(),
  }),
  { minLength: 30, maxLength: 60 },
);

/** One life in which everything is done once, whatever chance brings; it runs first. */
const LIFE: ActStep[] = [
  ...[one("enqueue", 0, 0, false), one("enqueue", 1, 1, false), one("enqueue", 1, 2, false)],
  ...[one("enqueue", 2, 3, false), one("edit"), one("depend", 4), one("hold"), one("tick"), one("endHold")],
  ...[one("override"), one("endOverride"), one("reserve"), one("endReservation"), one("claim", 0, 1)],
  ...[one("start"), one("beat"), one("complete"), one("fail", 1), one("claim", 0, 1), one("cancel")],
  ...[one("grace"), one("stopped"), one("hold", 1), one("tick"), one("expire"), one("lose", 2), one("tick")],
  ...[one("quarantine", 1), one("reinstate", 1), one("drain", 1), one("tick"), one("register", 1)],
  ...[one("quarantine", 1), one("leave", 1), one("tick"), one("register", 1), one("reinstate", 1)],
  ...[one("backoff"), one("claim"), one("lease"), one("timeout"), one("tick"), one("deadline"), one("tick")],
  // Which task the one above met depends on the order of claims: here it meets one that waits.
  ...[one("enqueue", 0, 0, false), ...[0, 1, 2, 3, 4, 5].map((at) => one("cancel", at))],
];

async function takeStep(walk: Walk, step: ActStep, seen: Set<string>): Promise<void> {
  if ((await ACTS[step.act](walk, step)) === "done") seen.add(step.act);
  await compare(walk);
}

/** Ends whatever lies over the queue: nothing of it may be left. */
async function liftOverlays(walk: Walk): Promise<void> {
  const { model, project } = walk;
  for (const overlay of model.holds.splice(0)) await endHold(overlay);
  for (const { id } of model.overrides.splice(0)) await work.endOverride(ADMIN, id, {});
  for (const { id } of model.reservations.splice(0)) await work.endReservation(ADMIN, id, {});
  await walk.tick();
  await compare(walk);
  const left = await rows`
    SELECT id FROM tasks WHERE project_id = ${project.id} AND finished_at IS NULL
      AND (is_parked OR effective_priority <> priority OR queue_band <> CASE priority WHEN 'CRITICAL' THEN 0 ELSE 1 END)`;
  expect(left).toEqual([]);
}

/** Every agent works until nothing is left: no task may have been lost on the way. */
async function workOff(walk: Walk): Promise<void> {
  const { model } = walk;
  const open = () => model.tasks.filter(({ state }) => state === "pending" || state === "held");
  const done = new Set<string>();
  for (let round = 0; round < 40 && open().length > 0; round += 1) {
    for (const at of model.agents.keys()) {
      for (const act of ["reinstate", "register", "claim"] as const)
        await takeStep(walk, one(act, at, 3), done);
    }
    for (const [at, attempt] of [...model.attempts].reverse().entries()) {
      if (attempt.live) await takeStep(walk, one("complete", at), done);
    }
    await walk.endBackoffs();
    await takeStep(walk, one("tick"), done);
  }
  expect(open()).toEqual([]);
}

/** Everything that a walk can do. */
export const EVERY_ACT = Object.keys(ACTS).sort();

export interface Walked {
  lives: number;
  /** After each of them the queue was what the model said. */
  steps: number;
  /** What was done, and not only refused. */
  done: string[];
}

/** Takes up to `numRuns` random lives, for up to `limitMs`; throws at the first step where queue and model differ. */
export async function walkBoth(numRuns: number, limitMs: number): Promise<Walked> {
  const seen = new Set<string>();
  const walked = { lives: 0, steps: 0 };
  const live = async (taken: ActStep[]) => {
    const walk = await Walk.begin();
    for (const step of taken) await takeStep(walk, step, seen);
    await liftOverlays(walk);
    await workOff(walk);
    walked.lives += 1;
    walked.steps += taken.length;
  };
  // Whole, however slow the machine is.
  await live(LIFE);
  await assertWithin(fc.asyncProperty(steps, live), limitMs, { numRuns });
  return { ...walked, done: [...seen].sort() };
}
