// What tests of the queue do again and again, through the services themselves.
import type { Actor } from "@/lib/platform/auth/actor";
import { transact } from "@/lib/platform/db/transact";
import {
  type CapacityReservation,
  CreateTasks,
  type Hold,
  PlaceHold,
  PlaceOverride,
  PlaceReservation,
  type PriorityOverride,
  type Task,
  UpdateTask,
  wholeOf,
} from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import { ADMIN, type Held, type TestAgent } from "../../support/makers";
import { rows } from "../../support/sql";

/** What an agent gets when it asks for up to `max` tasks, as attempts that it then holds. */
export async function take({ agent, key }: TestAgent, max = 1, waitMs = 0): Promise<Held[]> {
  const { claims } = await work.claimTasks(key.actor, { agentId: agent.id, max, waitMs });
  return claims.map((claim) => ({
    agent,
    key,
    task: claim.task,
    claim,
    ref: { attemptId: claim.attempt.id, fence: claim.fence },
  }));
}

/** The ids of the tasks that an agent gets. */
export async function takeIds(agent: TestAgent, max = 1, waitMs = 0): Promise<string[]> {
  return (await take(agent, max, waitMs)).map(({ task }) => task.id);
}

export function complete({ key, task, ref }: Held): Promise<Task> {
  return work.completeTask(key.actor, task.id, { ...ref, result: {}, usage: null });
}

/** Reports a failed attempt; by default the task has failed for good. */
export function fail({ key, task, ref }: Held, retry = false): Promise<Task> {
  const error = { kind: "exit" as const, message: "exit status 1", exitCode: 1 };
  return work.failTask(key.actor, task.id, { ...ref, error, usage: null, retry });
}

type Row = Record<string, unknown>;

/** Creates tasks of one ticket in one request. */
export async function createAll(ticket: { id: string }, given: Row[], actor: Actor = ADMIN) {
  const tasks = given.map((row) => ({ ticketId: ticket.id, title: "t", ...row }));
  return (await work.createTasks(actor, CreateTasks.parse({ tasks }))).tasks;
}

export function update(task: { id: string }, change: Row, actor: Actor = ADMIN): Promise<Task> {
  return work.updateTask(actor, task.id, UpdateTask.parse(change));
}

/** By hand; what nobody may place by hand, as the guardian and budgets place theirs. */
export async function hold(scope: PlaceHold["scope"], more: Row = {}, actor: Actor = ADMIN): Promise<Hold> {
  const input = PlaceHold.parse({ scope, reason: "test", ...more });
  if (wholeOf(scope) === null) return work.placeHold(actor, input);
  const id = await transact("hold.place", (tx) => work.layHoldFor(tx, actor, actor, input));
  const { items } = await work.listHolds(actor, { live: true, limit: 200 });
  const placed = items.find((one) => one.id === id);
  if (!placed) throw new Error(`The hold ${id} is not listed.`);
  return placed;
}

export function endHold({ id }: { id: string }, actor: Actor = ADMIN): Promise<Hold> {
  return work.endHold(actor, id, {});
}

export function override(
  scope: PlaceOverride["scope"],
  priority: PlaceOverride["priority"],
  more: Row = {},
  actor: Actor = ADMIN,
): Promise<PriorityOverride> {
  return work.placeOverride(actor, PlaceOverride.parse({ scope, priority, reason: "test", ...more }));
}

export function reserve(
  { agent }: { agent: { id: string } },
  slots: number,
  scope: PlaceReservation["scope"],
  more: Row = {},
  actor: Actor = ADMIN,
): Promise<CapacityReservation> {
  const input = { agentId: agent.id, slots, scope, reason: "test", ...more };
  return work.placeReservation(actor, PlaceReservation.parse(input));
}

/** States of tasks in the order of the ids. */
export async function statesOf(ids: string[]): Promise<string[]> {
  const found = await rows<{ id: string; state: string }>`SELECT id, state FROM tasks WHERE id = ANY(${ids})`;
  return ids.map((id) => found.find((row) => row.id === id)?.state ?? "absent");
}

export async function countParked(project: { id: string }): Promise<number> {
  return (await rows`SELECT 1 FROM tasks WHERE project_id = ${project.id} AND is_parked`).length;
}
