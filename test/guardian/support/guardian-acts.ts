// What guardians do, in the product and in the model alike.
import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import type { GuardianAction, Intervention } from "@/lib/guardian/schema";
import { AppError } from "@/lib/platform/errors";
import { isReopenable } from "../../work/support/model-reopen";
import { PRIORITIES, type Scope } from "../../work/support/queue-model";
import { back, type Outcome, type Step } from "../../work/support/walk";
import { scopeOf } from "../../work/support/walk-overlays";
import { approve, ask, reject, revert } from "./calls";
import { carryOut } from "./guardian-effects";
import type { GuardianWorld, ModelAction } from "./guardian-world";

export type Taker = (world: GuardianWorld, step: Step) => Promise<Outcome>;

const priorityOf = ({ other }: Step) => PRIORITIES[other % 4] ?? "LOW";
const ticketOf = ({ walk }: GuardianWorld, { other }: Step) => walk.tickets[other % 2]?.id ?? "";

/** Refused or done; a refusal is checked by what follows: the queue must be as it was. */
export async function attempt<T>(call: () => Promise<T>): Promise<T | null> {
  return call().catch((error: unknown) => {
    if (error instanceof AppError) return null;
    throw error;
  });
}

async function intervene(
  world: GuardianWorld,
  step: Step,
  intervention: Intervention,
  scope: Scope | null = null,
): Promise<Outcome> {
  // A key of less authority may ask, and no more.
  const isKey = step.other % 5 === 4;
  const by = isKey ? world.key : world.leads[step.at % 2];
  const isAsked = step.other % 3 === 2;
  const made = await attempt(() => ask(by as ModelAction["by"], intervention, isAsked));
  if (!made) return "refused";
  const isPending = made.effects.some(({ state }) => state === "pending");
  expect(made.status).toBe(
    isKey || isAsked || isWide(intervention) ? "proposed" : isPending ? "executing" : "executed",
  );
  // Asked for before, and nobody has decided; what of it was overtaken gives way to this.
  if (world.actions.some(({ id }) => id === made.id)) return "done";
  if (made.status === "proposed") {
    const same = (one: ModelAction) =>
      one.status === "proposed" && one.by === by && isDeepStrictEqual(one.intervention, intervention);
    for (const one of world.actions.filter(same)) one.status = "stale";
  }
  const action: ModelAction = {
    ...{
      id: made.id,
      status: statusOf(made),
      by: by as ModelAction["by"],
      hash: made.planHash,
      intervention,
      scope,
    },
    ...{ effects: [], isTimeOver: false },
  };
  world.actions.push(action);
  if (made.status !== "proposed") await carryOut(world, action, made);
  return "done";
}

/** A stop is answered once its hold is laid, and by then carried through: an agent that is started takes its time. */
function statusOf({ status, effects }: GuardianAction): GuardianAction["status"] {
  const isStarting = effects.some(({ kind }) => kind === "agent_started");
  return status === "executing" && !isStarting ? "executed" : status;
}

/** Reaches everything: such a pause waits for a second person. */
function isWide(intervention: Intervention): boolean {
  if (intervention.type !== "pause") return false;
  const { scope } = intervention;
  if (scope.kind === "priority_at_most") return scope.priority === "CRITICAL";
  return scope.kind === "all" || scope.kind === "project";
}

export const GUARDIAN_ACTS = {
  gPause: (world, step) => {
    const [scope, asked] = scopeOf(world.walk, step, "priority_at_most");
    const release = step.flag ? "at_once" : "staged";
    const attempts = step.other % 4 === 1 ? "cancel" : "finish";
    return intervene(world, step, { type: "pause", scope: asked, release, attempts } as Intervention, scope);
  },
  gOverride: async (world, step) => {
    const task = world.walk.task(step);
    if (!task) return null;
    const ticketId = ticketOf(world, step);
    const [scope, asked] = step.flag
      ? [
          { kind: "task" as const, target: task.id },
          { kind: "task" as const, taskId: task.id },
        ]
      : [
          { kind: "ticket" as const, target: ticketId },
          { kind: "ticket" as const, ticketId },
        ];
    const priority = priorityOf(step);
    return intervene(world, step, { type: "override_priority", scope: asked, priority }, scope);
  },
  gReallocate: (world, step) => {
    const [scope, to] = scopeOf(world.walk, step, "priority_at_least");
    const slots = { min: 1, max: 1 + (step.other % 3) };
    const preempt = step.flag;
    return intervene(
      world,
      step,
      { type: "reallocate", from: {}, to, slots, preempt } as Intervention,
      scope,
    );
  },
  gCancel: async (world, step) => {
    const task = world.walk.task(step);
    return task
      ? intervene(world, step, { type: "cancel_task", taskId: task.id, graceSeconds: 600 } as Intervention)
      : null;
  },
  gQuarantine: async (world, step) => {
    const agent = world.walk.agent(step);
    return agent
      ? intervene(world, step, {
          type: "quarantine_agent",
          agentId: agent.id,
          attempts: step.flag ? "finish" : "cancel",
        })
      : null;
  },
  gReplace: async (world, step) => {
    const agent = world.walk.agent(step);
    return agent
      ? intervene(world, step, { type: "replace_agent", agentId: agent.id } as Intervention)
      : null;
  },

  approve: async (world, { at, other }) => {
    const action = back(
      world.actions.filter(({ status }) => status === "proposed"),
      at,
    );
    if (!action) return null;
    const [one, two] = world.leads;
    const another = action.by === one ? two : one;
    // Another hash than the plan's, or the requester: nothing happens.
    if (other % 6 === 0) {
      expect(await attempt(() => approve(another, action.id, "0".repeat(64)))).toBeNull();
      return "refused";
    }
    if (other % 6 === 1) {
      expect(await attempt(() => approve(action.by, action.id, action.hash))).toBeNull();
      return "refused";
    }
    const made = await attempt(() => approve(another, action.id, action.hash));
    if (made) {
      action.status = statusOf(made);
      await carryOut(world, action, made);
      return "done";
    }
    // What it was to act on has changed since: it has done nothing, and that is its end.
    action.status = "stale";
    return "refused";
  },
  reject: async (world, { at }) => {
    const action = back(
      world.actions.filter(({ status }) => status === "proposed"),
      at,
    );
    if (!action) return null;
    const made = await attempt(() => reject(world.leads[1], action.id));
    expect(made?.status).toBe("rejected");
    action.status = "rejected";
    return "done";
  },
  revert: async (world, step) => {
    const action = back(world.actions, step.at);
    return action ? takeBack(world, action, step.flag) : null;
  },
} satisfies Record<string, Taker>;

/** Reverts an action; one that is not executed is refused, a second time as well. */
export async function takeBack(
  world: GuardianWorld,
  action: ModelAction,
  newTask: boolean,
): Promise<Outcome> {
  const report = await attempt(() => revert(world.leads[0], action.id, newTask));
  if (!["executing", "executed"].includes(action.status)) {
    expect(report).toBeNull();
    return "refused";
  }
  if (!report) return "refused";
  for (const { kind, outcome, refId } of report.effects) {
    const done = action.effects.find((effect) => effect.kind === kind);
    if (done?.kind !== "task_cancelled" && done?.kind !== "task_stopped") continue;
    // A task that was only told to stop is never taken back itself.
    if (outcome === "reverted") expect(isReopenable(done.task, world.model)).toBe(!refId);
    if (outcome === "reverted" && !refId) Object.assign(done.task, { state: "pending", stop: null });
    if (refId) {
      const { base, skills, ignores, maxAttempts, phase, ticket } = done.task;
      world.model.tasks.push({
        ...{ id: refId, ticket, phase, base, skills, dependsOn: [], ignores, maxAttempts, state: "pending" },
        ...{ attempts: 0, stop: null, graceOver: false, deadlineOver: false, backingOff: false },
        repeatOf: done.task,
      });
    }
  }
  const { intervention } = action;
  const isStaged = intervention.type === "pause" && intervention.release === "staged";
  if (isStaged && report.status === "reverting") world.letGo(action, 10);
  else world.undo(action);
  action.status = report.status;
  return "done";
}
