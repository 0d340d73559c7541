// Random lives of a fleet under guardians; after each step the product is held to its model.
import fc from "fast-check";
import { expect } from "vitest";
import * as work from "@/lib/work/service";
import { ADMIN } from "../../support/makers";
import { assertWithin } from "../../support/property";
import { rows } from "../../support/sql";
import { endHold } from "../../work/support/acts";
import type { Step, Taker } from "../../work/support/walk";
import { compare } from "../../work/support/walk-compare";
import { FLEET_ACTS, TIME_ACTS } from "../../work/support/walk-fleet";
import { OVERLAY_ACTS } from "../../work/support/walk-overlays";
import { TASK_ACTS } from "../../work/support/walk-tasks";
import { GUARDIAN_ACTS, type Taker as GuardianTaker, takeBack } from "./guardian-acts";
import { GUARDIAN_TIME_ACTS } from "./guardian-time";
import { GuardianWorld } from "./guardian-world";

const { tick: _, ...TIME } = TIME_ACTS;
const { expire: __, ...OVERLAYS } = OVERLAY_ACTS;
const WORK_ACTS: Record<string, Taker> = { ...TASK_ACTS, ...OVERLAYS, ...FLEET_ACTS, ...TIME };

const OWN_ACTS: Record<string, GuardianTaker> = { ...GUARDIAN_ACTS, ...GUARDIAN_TIME_ACTS };

/** How often each is tried, beside the others. */
const WEIGHTS: Record<string, number> = {
  ...{
    enqueue: 14,
    claim: 14,
    complete: 3,
    fail: 2,
    start: 1,
    beat: 2,
    stopped: 3,
    cancel: 1,
    edit: 4,
    depend: 1,
  },
  ...{ hold: 1, endHold: 3, override: 1, endOverride: 3, reserve: 1, endReservation: 3 },
  ...{ drain: 1, quarantine: 1, reinstate: 2, register: 2, lose: 1, lease: 1, timeout: 1, deadline: 1 },
  ...{ grace: 2, backoff: 2, tick: 5 },
  ...{ gPause: 4, gOverride: 4, gReallocate: 5, gCancel: 4, gQuarantine: 3, gReplace: 3 },
  ...{
    approve: 6,
    reject: 1,
    revert: 6,
    approvalOver: 1,
    timeOver: 2,
    hostBeat: 3,
    releaseStep: 4,
    gExtend: 1,
  },
};
export const EVERY_ACT = Object.keys(WEIGHTS).sort();

type ActStep = Step & { act: string };
const one = (act: string, at = 0, other = 0, flag = true): ActStep => ({ act, at, other, flag });

const steps = fc.array(
  fc.record({
    act: fc.oneof(
      ...Object.entries(WEIGHTS).map(([act, weight]) => ({ weight, arbitrary: fc.constant(act) })),
    ),
    at: fc.nat(7),
    other: fc.nat(11),
    flag: fc.boolean(),
  }),
  { minLength: 30, maxLength: 60 },
);

/** One life in which every intervention is done, approved and taken back, whatever chance brings. */
const LIFE: ActStep[] = [
  ...[0, 1, 2, 3, 4, 5].map((n) => one("enqueue", n, n, false)),
  ...[one("gPause", 0, 0), one("claim", 0, 3), one("revert"), one("claim", 0, 3), one("start"), one("beat")],
  ...[
    one("gOverride", 0, 0),
    one("edit", 1, 0),
    one("revert"),
    one("gReallocate", 1, 0, false),
    one("revert"),
  ],
  ...[one("gCancel", 0, 0), one("revert"), one("gCancel", 0, 5), one("stopped"), one("revert", 0, 0, true)],
  ...[one("gQuarantine", 1), one("reinstate", 1), one("tick"), one("gQuarantine", 1), one("timeOver")],
  ...[one("gReplace", 0), one("hostBeat"), one("tick"), one("revert"), one("tick"), one("hostBeat")],
  ...[one("gPause", 3, 0), one("approve", 0, 0), one("approve", 0, 1), one("approve", 0, 2), one("revert")],
  ...[one("gPause", 3, 0), one("reject"), one("gPause", 3, 0), one("approvalOver"), one("revert")],
  ...[one("gPause", 2, 0), one("approve", 0, 0), one("approve", 0, 1), one("claim"), one("revert")],
  ...[
    one("hold"),
    one("endHold"),
    one("override"),
    one("endOverride"),
    one("reserve", 1),
    one("endReservation"),
  ],
  ...[one("gPause", 0, 0, false), one("gExtend"), one("revert"), one("releaseStep"), one("releaseStep")],
  ...[one("gPause", 0, 1), one("endHold"), one("tick"), one("revert"), one("gOverride"), one("endOverride")],
  ...[one("claim", 2, 3), one("complete"), one("fail", 1), one("cancel", 0, 2), one("depend", 1, 3)],
  ...[
    one("lease"),
    one("timeout"),
    one("deadline"),
    one("grace"),
    one("backoff"),
    one("lose", 1),
    one("tick"),
  ],
  ...[one("register", 1), one("quarantine", 2), one("reinstate", 2), one("drain", 2), one("tick")],
];

/** One in which holds of every scope meet a claim, and a task is claimed between a proposal and its approval. */
const SCOPES: ActStep[] = [
  ...[0, 1, 2, 3, 4, 5].map((n) => one("enqueue", 0, n, false)),
  ...[one("gPause", 1, 1), one("claim", 0, 3), one("revert"), one("claim", 0, 0)],
  ...[one("gPause", 2, 3), one("claim", 1, 3), one("revert"), one("gPause", 4, 0), one("claim", 4, 3)],
  ...[one("revert"), ...[0, 1, 2, 3, 4, 5].map((n) => one("enqueue", 0, n, false)), one("gCancel", 0, 2)],
  ...[one("claim", 0, 3), one("claim", 1, 3), one("claim", 2, 3), one("approve", 0, 2), one("revert")],
];

/** One in which what runs is stopped, at once and by approval, and comes back when the pause is over. */
const STOPS: ActStep[] = [
  ...[0, 1, 2, 3, 4, 5].map((n) => one("enqueue", n, n, false)),
  ...[one("claim", 0, 3), one("claim", 1, 3), one("gPause", 0, 1), one("claim", 0, 3), one("stopped")],
  ...[one("grace"), one("tick"), one("claim", 0, 3), one("revert"), one("claim", 0, 3), one("claim", 1, 3)],
  ...[
    one("gPause", 3, 5),
    one("claim", 2, 3),
    one("approve", 0, 2),
    one("grace"),
    one("tick"),
    one("revert"),
  ],
  ...[
    one("claim", 0, 3),
    one("gPause", 4, 1),
    one("grace"),
    one("tick"),
    one("timeOver"),
    one("claim", 0, 3),
  ],
];

/** One in which a task with another priority is cancelled: while it waits it keeps it and comes back, at work it does not. */
const ENDS: ActStep[] = [
  ...[one("enqueue", 0, 3, false), one("gOverride"), one("gCancel"), one("tick"), one("revert"), one("tick")],
  ...[one("claim"), one("gCancel"), one("stopped"), one("tick")],
];

async function takeStep(world: GuardianWorld, step: ActStep, seen: Set<string>): Promise<void> {
  const own = OWN_ACTS[step.act];
  const taken =
    step.act === "tick" ? world.tick() : own ? own(world, step) : WORK_ACTS[step.act]?.(world.walk, step);
  if ((await taken) === "done") seen.add(step.act);
  world.noteHands();
  await world.learnShares();
  await compare(world.walk);
}

/** Takes back what guardians did and ends what others laid: the queue must be as if none had been. */
async function endAll(world: GuardianWorld): Promise<void> {
  const { model, walk } = world;
  for (const action of [...world.actions].reverse()) {
    if (["executed", "executing"].includes(action.status)) await takeBack(world, action, false);
  }
  await compare(walk);
  for (const overlay of model.holds.splice(0)) await endHold(overlay);
  for (const { id } of model.overrides.splice(0)) await work.endOverride(ADMIN, id, {});
  for (const { id } of model.reservations.splice(0)) await work.endReservation(ADMIN, id, {});
  await world.tick();
  await compare(walk);
  await world.compareActions();
  const { id } = walk.project;
  const changed = await rows`
    SELECT id FROM tasks WHERE project_id = ${id} AND finished_at IS NULL
      AND (is_parked OR effective_priority <> priority OR queue_band <> CASE priority WHEN 'CRITICAL' THEN 0 ELSE 1 END)`;
  expect(changed).toEqual([]);
  const quarantined = await rows`
    SELECT id FROM agents WHERE project_id = ${id} AND state = 'quarantined' AND state_owner LIKE 'gact_%'`;
  expect(quarantined).toEqual([]);
  const asked = await rows`
    SELECT id FROM host_requests WHERE project_id = ${id} AND status IN ('requested', 'accepted')`;
  expect(asked).toEqual([]);
}

export interface Walked {
  lives: number;
  /** After each of them the queue was what the model said. */
  steps: number;
  /** What was done, and not only refused. */
  done: string[];
}

/** Takes up to `numRuns` random lives, for up to `limitMs`; throws at the first step where product and model differ. */
export async function walkGuardians(
  numRuns: number,
  limitMs: number,
  check: (world: GuardianWorld) => Promise<void>,
): Promise<Walked> {
  const seen = new Set<string>();
  const walked = { lives: 0, steps: 0 };
  const live = async (taken: ActStep[]) => {
    const world = await GuardianWorld.begin();
    for (const step of taken) await takeStep(world, step, seen);
    await endAll(world);
    await check(world);
    walked.lives += 1;
    walked.steps += taken.length;
  };
  // Whole, however slow the machine is.
  await live(LIFE);
  await live(SCOPES);
  await live(STOPS);
  await live(ENDS);
  await assertWithin(fc.asyncProperty(steps, live), limitMs, { numRuns });
  return { ...walked, done: [...seen].sort() };
}
