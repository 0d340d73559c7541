// Slots that serve a higher scope from their next claim on.
import { describe, expect, it } from "vitest";
import { getAction } from "@/lib/guardian/service";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { aKey, anAgent, aProject, aTask, aTicket } from "../support/makers";
import { refusal } from "../support/refusal";
import { change, eventsOf, rows } from "../support/sql";
import { complete, createAll, reserve, statesOf, take, takeIds } from "../work/support/acts";
import { actionOf, done, intervene, outcomes, revert, standing } from "./support/acts";

/** Agents that are full of low work, and a critical ticket that waits. */
async function aBusyField({ agents = 2, capacity = 2 } = {}) {
  const project = await aProject();
  const [low, critical] = [await aTicket({ project }), await aTicket({ project })];
  await createAll(
    low,
    Array.from({ length: agents * capacity + 3 }, () => ({ priority: "LOW" })),
  );
  const workers = [];
  for (let n = 0; n < agents; n += 1) workers.push(await anAgent({ project, capacity }));
  const held = (await Promise.all(workers.map((worker) => take(worker, capacity)))).flat();
  const urgent = await aTask({ ticket: critical, priority: "CRITICAL" });
  return { project, workers, held, urgent, to: { kind: "ticket", ticketId: critical.id } };
}

describe("test_resource_reallocation", () => {
  it("has a slot on lower work serve the critical scope at its next claim, and gives it back", async () => {
    const { workers, held, urgent, to } = await aBusyField();
    const action = await done("reallocate", { to, slots: { max: 1 } });
    expect(action).toMatchObject({ status: "executed", plan: { impact: { slots: 1, stops: 0 } } });
    expect(await eventsOf(action.id)).toEqual([
      "guardian.intervention.started",
      "guardian.resource.reallocated",
      "guardian.intervention.completed",
    ]);
    const agentId = action.effects[0]?.entity;
    const mine = held.filter((one) => one.agent.id === agentId);
    await complete(mine[0] as (typeof held)[number]);
    const worker = workers.find(({ agent }) => agent.id === agentId) as (typeof workers)[number];
    const [got] = await take(worker);
    expect(got?.task.id).toBe(urgent.id);
    await complete(got as NonNullable<typeof got>);
    // The slot is kept for the scope, though nothing of it waits.
    expect(await takeIds(worker)).toEqual([]);
    const { json } = await revert(action);
    expect(outcomes(json)).toEqual(["reverted"]);
    expect(await takeIds(worker)).toHaveLength(1);
  });

  it("takes free slots first, then those on the lowest work", async () => {
    const project = await aProject();
    const ticket = await aTicket({ project });
    await createAll(ticket, [{ priority: "MEDIUM" }, { priority: "LOW" }]);
    const medium = await anAgent({ project, capacity: 1 });
    expect(await takeIds(medium)).toHaveLength(1);
    const low = await anAgent({ project, capacity: 1 });
    expect(await takeIds(low)).toHaveLength(1);
    const free = await anAgent({ project, capacity: 1 });
    const critical = await aTicket({ project });
    await aTask({ ticket: critical, priority: "CRITICAL" });
    const to = { kind: "ticket", ticketId: critical.id };
    const action = await done("reallocate", { to, slots: { max: 2 } });
    const given = action.effects.map(({ entity }) => entity);
    expect(given.sort()).toEqual([low.agent.id, free.agent.id].sort());
    await revert(action);
    const [one] = (await done("reallocate", { to, slots: { max: 1 } })).effects;
    expect(one?.entity).toBe(free.agent.id);
  });

  it("never takes slots among equals, nor from work above", async () => {
    const project = await aProject();
    const ticket = await aTicket({ project });
    await createAll(ticket, [{ priority: "HIGH" }, { priority: "CRITICAL" }]);
    const busy = await anAgent({ project, capacity: 2 });
    await take(busy, 2);
    const other = await aTicket({ project });
    await aTask({ ticket: other, priority: "HIGH" });
    const before = await standing(project.id);
    const refused = await intervene("reallocate", {
      to: { kind: "ticket", ticketId: other.id },
      slots: { max: 1 },
    });
    expect([refused.status, refused.problem.facts]).toEqual([422, { available: 0, asked: 1 }]);
    const upwards = await intervene("reallocate", {
      from: { priorityBelow: "CRITICAL" },
      to: { kind: "ticket", ticketId: other.id },
      slots: { max: 1 },
    });
    expect([upwards.status, upwards.problem.issues?.[0]?.pointer]).toEqual([400, "/from/priorityBelow"]);
    expect(await standing(project.id)).toEqual(before);
  });

  it("leaves every project a slot, and takes none that another reservation keeps", async () => {
    const { project, workers, to } = await aBusyField({ agents: 2, capacity: 2 });
    const action = await done("reallocate", { to, slots: { max: 9 } });
    expect(action.plan.impact.slots).toBe(3);
    expect(action.plan.warnings[0]).toBe("9 slots were asked for; 3 can be had now.");
    await revert(action);
    await reserve(workers[0] as (typeof workers)[number], 2, { kind: "phase", phase: "DESIGN" });
    const second = await done("reallocate", { to, slots: { max: 9 } });
    expect(second.effects.map(({ entity }) => entity)).toEqual([workers[1]?.agent.id]);
    expect(second.plan.impact.slots).toBe(1);
    const before = await standing(project.id);
    const more = await intervene("reallocate", { to, slots: { min: 1, max: 1 } });
    expect([more.status, more.problem.facts?.available]).toEqual([422, 0]);
    expect(await standing(project.id)).toEqual(before);
  });

  it("for more slots than there are, or fewer agents than named, is refused and changes nothing", async () => {
    const { project, workers, to } = await aBusyField();
    const before = await standing(project.id);
    const many = await intervene("reallocate", { to, slots: { min: 9, max: 9 } });
    expect([many.status, many.problem.facts]).toEqual([422, { available: 3, asked: 9 }]);
    const wrong = await intervene("reallocate", { to, slots: { min: 3, max: 2 } });
    expect(wrong.status).toBe(400);
    const ghost = "agent_00000000000000000000000000";
    const unknown = await intervene("reallocate", { from: { agentIds: [ghost] }, to, slots: { max: 1 } });
    expect(unknown.status).toBe(404);
    const itself = await intervene("reallocate", {
      from: { agentIds: [workers[0]?.agent.id] },
      to: { kind: "project", projectId: project.id },
      slots: { max: 1 },
    });
    expect([itself.status, itself.problem.issues?.[0]?.pointer]).toEqual([400, "/to/projectId"]);
    expect(await standing(project.id)).toEqual(before);
  });

  it("that may preempt stops lower work, whose tasks go back to the queue and lose no attempt", async () => {
    const { held, urgent, workers, to } = await aBusyField();
    const action = await done("reallocate", { to, slots: { max: 1 }, preempt: true });
    expect(action.plan.impact).toMatchObject({ slots: 1, stops: 1 });
    const [stopped] = action.effects.filter(({ kind }) => kind === "task_requeued");
    const victim = held.find(({ task }) => task.id === stopped?.entity) as (typeof held)[number];
    const beat = await work.beat(victim.key.actor, victim.agent.id, {
      attempts: [{ ...victim.ref, stopped: true }],
      isDraining: false,
      waitMs: 0,
    });
    expect(beat.attempts[0]?.state).toBe("lost");
    expect(await statesOf([victim.task.id])).toEqual(["pending"]);
    expect(await rows`SELECT outcome FROM attempts WHERE id = ${victim.ref.attemptId}`).toEqual([
      { outcome: "preempted" },
    ]);
    expect(
      await rows`SELECT max_attempts - attempt_count AS left FROM tasks WHERE id = ${victim.task.id}`,
    ).toEqual([{ left: victim.task.maxAttempts }]);
    const worker = workers.find(({ agent }) => agent.id === victim.agent.id) as (typeof workers)[number];
    expect(await takeIds(worker)).toEqual([urgent.id]);
    expect((await actionOf(action)).effects).toHaveLength(2);
  });

  it("whose stopped work is another project's is not read by a key of the project that it serves", async () => {
    const [ours, theirs] = [await aProject(), await aProject()];
    const shared = await anAgent({ project: theirs, key: await aKey(), capacity: 2 });
    await createAll(await aTicket({ project: theirs }), [{ priority: "LOW" }, { priority: "LOW" }]);
    // Whatever waits anywhere is its to take.
    const taken = await takeIds(shared, 2);
    await change`UPDATE tasks SET priority = 'LOW', effective_priority = 'LOW' WHERE id = ANY(${taken}::text[])`;
    const urgent = await aTask({ project: ours, priority: "CRITICAL" });
    const to = { kind: "ticket", ticketId: urgent.ticketId };
    const from = { agentIds: [shared.agent.id] };
    const action = await done("reallocate", { to, from, slots: { max: 1 }, preempt: true });
    expect(action).toMatchObject({ projectId: null, plan: { impact: { stops: 1 } } });
    const { actor } = await aKey({ scopes: ["work:read"], project: ours });
    expect(await refusal(getAction(actor, action.id))).toMatchObject({ code: "not_found" });
  });
});
