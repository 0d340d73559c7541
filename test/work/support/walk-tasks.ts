// What people and runners do to tasks, in the queue and in its model alike.
import { CreateTask, Heartbeat } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import { ADMIN } from "../../support/makers";
import { complete, fail, update } from "./acts";
import { PRIORITIES } from "./queue-model";
import type { Outcome, Step, Taker, Walk } from "./walk";

export const PHASES = ["BACKLOG", "DESIGN"] as const;
const SKILLS = [[], [], ["gpu"]];

export const TASK_ACTS = {
  enqueue,
  claim: async (walk, step) => {
    const agent = walk.agent(step);
    return agent ? walk.claim(agent, 1 + (step.other % 4)) : null;
  },
  complete: async (walk, step) => {
    const one = walk.attempt(step);
    return one && walk.expect(walk.model.complete(one.attempt), () => complete(one.held));
  },
  fail: async (walk, step) => {
    const one = walk.attempt(step);
    return one && walk.expect(walk.model.fail(one.attempt, step.flag), () => fail(one.held, step.flag));
  },
  start: async (walk, step) => {
    const one = walk.attempt(step);
    if (!one) return null;
    const { held, attempt } = one;
    return walk.expect(walk.model.start(attempt), () =>
      work.startTask(walk.key.actor, held.task.id, held.ref),
    );
  },
  beat: (walk, step) => beat(walk, step, false),
  stopped: (walk, step) => beat(walk, step, true),
  cancel: async (walk, step) => {
    const task = walk.task(step);
    const input = { reason: "r", graceSeconds: 600 };
    return task ? walk.expect(walk.model.cancel(task), () => work.cancelTask(ADMIN, task.id, input)) : null;
  },
  edit: async (walk, step) => {
    const task = walk.task(step);
    if (!task) return null;
    const priority = PRIORITIES[step.at % 4] ?? "LOW";
    const may = task.state === "pending" || task.state === "held";
    if (may) task.base = priority;
    return walk.expect(may, () => update(task, { priority }));
  },
  depend: async (walk, step) => {
    const task = walk.task(step);
    if (!task) return null;
    const dependsOn = walk.model.tasks.filter((_, n) => n % 5 === step.at % 5).slice(0, 2);
    const may = task.state === "pending" && !walk.model.refuses(task, dependsOn, task.ignores);
    if (may) task.dependsOn = dependsOn;
    return walk.expect(may, () => update(task, { dependsOn: dependsOn.map(({ id }) => id) }));
  },
} satisfies Record<string, Taker>;

async function enqueue(walk: Walk, { at, other, flag }: Step): Promise<Outcome> {
  const { model } = walk;
  const ticket = walk.tickets[at % 2]?.id ?? "";
  const dependsOn = flag ? model.tasks.filter((_, n) => n % 4 === other % 4).slice(-2) : [];
  const base = PRIORITIES[other % 4] ?? "LOW";
  const phase = PHASES[other % 2] ?? "BACKLOG";
  const skills = SKILLS[at % 3] ?? [];
  const maxAttempts = 1 + (at % 3);
  const ignores = at % 3 === 0;
  const input = CreateTask.parse({
    ...{ ticketId: ticket, title: "t", phase, priority: base, requiredCapabilities: skills, maxAttempts },
    ...{ dependsOn: dependsOn.map(({ id }) => id), onDependencyFailure: ignores ? "ignore" : "fail" },
  });
  return walk.expect(!model.refuses(null, dependsOn, ignores), async () => {
    const { id } = await work.createTask(ADMIN, input);
    model.tasks.push({
      ...{ id, ticket, phase, base, skills, dependsOn, ignores, maxAttempts, state: "pending", attempts: 0 },
      ...{ stop: null, graceOver: false, deadlineOver: false, backingOff: false },
    });
  });
}

async function beat(walk: Walk, step: Step, stopped: boolean): Promise<Outcome> {
  const one = walk.attempt(step);
  if (!one) return null;
  const { attempt, held } = one;
  const { agent, task } = attempt;
  if (attempt.live && stopped && task.stop) walk.model.stopped(attempt);
  if (attempt.live) attempt.leaseOver = false;
  agent.silent = false;
  if (agent.state === "lost") agent.state = "active";
  const input = Heartbeat.parse({ attempts: [{ ...held.ref, stopped }] });
  return walk.expect(true, () => work.beat(walk.key.actor, agent.id, input));
}
