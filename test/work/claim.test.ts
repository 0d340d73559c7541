import { describe, expect, it } from "vitest";
import { POST as claimRoute } from "@/app/api/v1/tasks/claim/route";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, anAgent, aProject, aTask, aTicket, claimNext, type TestAgent } from "../support/makers";
import { refusal } from "../support/refusal";
import { change, eventsOf, rows } from "../support/sql";
import { stopTheClock, untilWaiting } from "../support/still-clock";

describe("what is claimed first", () => {
  it("claims CRITICAL before anything older", async () => {
    const project = await aProject();
    const low = await aTask({ project, priority: "LOW" });
    await change`UPDATE tasks SET enqueued_at = now() - interval '30 days' WHERE id = ${low.id}`;
    const critical = await aTask({ project, priority: "CRITICAL" });
    const agent = await anAgent({ project, capacity: 2 });
    expect((await claimNext(agent)).task.id).toBe(critical.id);
    expect((await claimNext(agent)).task.id).toBe(low.id);
  });

  it("claims HIGH before MEDIUM before LOW of the same age, and the older of the same priority", async () => {
    const project = await aProject();
    const made: { id: string }[] = [];
    for (const priority of ["LOW", "MEDIUM", "HIGH", "LOW", "MEDIUM", "HIGH"] as const) {
      made.push(await aTask({ project, priority }));
    }
    const agent = await anAgent({ project, capacity: 6 });
    const order: string[] = [];
    for (let n = 0; n < 6; n += 1) order.push((await claimNext(agent)).task.id);
    expect(order).toEqual([2, 5, 1, 4, 0, 3].map((n) => made[n]?.id));
  });

  it.each([
    ["LOW", "HIGH", "4 hours 1 minute", "LOW"],
    ["LOW", "HIGH", "3 hours 59 minutes", "HIGH"],
    ["LOW", "MEDIUM", "61 minutes", "LOW"],
    ["MEDIUM", "HIGH", "2 hours 59 minutes", "HIGH"],
    ["MEDIUM", "HIGH", "3 hours 1 minute", "MEDIUM"],
  ] as const)("lets old work rise: %s against new %s after %s gives %s", async (old, fresh, age, first) => {
    const project = await aProject();
    const waiting = await aTask({ project, priority: old });
    await change`UPDATE tasks SET enqueued_at = enqueued_at - ${age}::interval WHERE id = ${waiting.id}`;
    await aTask({ project, priority: fresh });
    expect((await claimNext(await anAgent({ project }))).task.priority).toBe(first);
  });
});

describe("what may be claimed at all", () => {
  it("gives a task only to an agent that has every capability it requires", async () => {
    const project = await aProject();
    const task = await aTask({ project, requiredCapabilities: ["typescript", "gpu"] });
    const half = await anAgent({ project, capabilities: ["typescript"] });
    await expect(claimNext(half)).rejects.toThrow("nothing to claim");
    const whole = await anAgent({ project, capabilities: ["gpu", "rust", "typescript"] });
    expect((await claimNext(whole)).task.id).toBe(task.id);
  });

  it("never gives an agent more than its capacity, however much it asks for", async () => {
    const project = await aProject();
    const ticket = await aTicket({ project });
    for (let n = 0; n < 5; n += 1) await aTask({ ticket });
    const { agent, key } = await anAgent({ project, capacity: 3 });
    const ask = (max: number) => work.claimTasks(key.actor, { agentId: agent.id, max, waitMs: 0 });
    expect((await ask(2)).claims).toHaveLength(2);
    const { claims } = await ask(64);
    expect(claims).toHaveLength(1);
    expect((await ask(64)).claims).toHaveLength(0);
    const [claim] = claims;
    if (!claim) throw new Error("no claim");
    const done = { attemptId: claim.attempt.id, fence: claim.fence, result: {}, usage: null };
    await work.completeTask(key.actor, claim.task.id, done);
    expect((await ask(64)).claims).toHaveLength(1);
  });

  it("gives a key that is bound to a project no task of another", async () => {
    const project = await aProject();
    await aTask();
    await expect(claimNext(await anAgent({ project }))).rejects.toThrow("nothing to claim");
  });

  it("gives an agent that a free key registered for one project no task of another", async () => {
    const project = await aProject();
    const key = await aKey();
    const { agent } = await work.registerAgent(key.actor, {
      ...{ name: "free", projectId: project.id, type: "worker", model: null, host: null },
      ...{ capabilities: [], phaseAffinity: [], capacity: 64, labels: {} },
    });
    await aTask();
    const mine = await aTask({ project });
    const { claims } = await work.claimTasks(key.actor, { agentId: agent.id, max: 64, waitMs: 0 });
    expect(claims.map((claim) => claim.task.id)).toEqual([mine.id]);
  });

  it("does not claim a task before its backoff is over", async () => {
    const project = await aProject();
    const task = await aTask({ project });
    const agent = await anAgent({ project });
    await change`UPDATE tasks SET available_at = now() + interval '1 hour' WHERE id = ${task.id}`;
    await expect(claimNext(agent)).rejects.toThrow("nothing to claim");
    await change`UPDATE tasks SET available_at = now() WHERE id = ${task.id}`;
    expect((await claimNext(agent)).task.id).toBe(task.id);
  });

  it.each(["done", "abandoned"] as const)(
    "does not claim the tasks of a ticket that is %s",
    async (status) => {
      const project = await aProject();
      const ticket = await aTicket({ project });
      const task = await aTask({ ticket });
      await work.updateTicket(ADMIN, ticket.id, { status });
      const agent = await anAgent({ project });
      await expect(claimNext(agent)).rejects.toThrow("nothing to claim");
      await work.updateTicket(ADMIN, ticket.id, { status: "open" });
      expect((await claimNext(agent)).task.id).toBe(task.id);
    },
  );

  it("refuses to claim for an agent that another key registered", async () => {
    const project = await aProject();
    const { agent } = await anAgent({ project });
    const other = await aKey({ project });
    const input = { agentId: agent.id, max: 1, waitMs: 0 };
    expect((await refusal(work.claimTasks(other.actor, input))).code).toBe("forbidden");
  });
});

describe("what a claim is", () => {
  it("carries a fence that grows with each claim, a lease, and the attempt's number", async () => {
    const project = await aProject();
    const { id } = await aTask({ project });
    const agent = await anAgent({ project });
    const first = await claimNext(agent);
    expect(first.claim.attempt).toMatchObject({
      taskId: id,
      agentId: agent.agent.id,
      number: 1,
      outcome: null,
    });
    expect(first.claim.task).toMatchObject({ state: "claimed", attemptCount: 1, agentId: agent.agent.id });
    const leaseMs = Date.parse(first.claim.leaseUntil) - Date.parse(first.claim.attempt.claimedAt);
    expect(leaseMs).toBe(60_000);
    await change`UPDATE attempts SET lease_until = now() - interval '1 second' WHERE id = ${first.ref.attemptId}`;
    await work.expireLeases();
    const second = await claimNext(agent);
    expect(second.claim.attempt.number).toBe(2);
    expect(BigInt(second.ref.fence)).toBeGreaterThan(BigInt(first.ref.fence));
  });

  it("publishes task.claimed in the same transaction", async () => {
    const project = await aProject();
    await aTask({ project });
    const { task } = await claimNext(await anAgent({ project }));
    expect(await eventsOf(task.id)).toEqual(["task.created", "task.claimed"]);
    const [xids] = await rows<{ same: boolean }>`
      SELECT e.xid = a.xmin::text::bigint AS same FROM events e, attempts a
      WHERE e.entity = ${task.id} AND e.type = 'task.claimed' AND a.task_id = ${task.id}`;
    expect(xids?.same).toBe(true);
  });

  it("returns the claims in the order of the queue", async () => {
    const project = await aProject();
    const ticket = await aTicket({ project });
    const low = await aTask({ ticket, priority: "LOW" });
    const high = await aTask({ ticket, priority: "HIGH" });
    const critical = await aTask({ ticket, priority: "CRITICAL" });
    const { agent, key } = await anAgent({ project, capacity: 3 });
    const { claims } = await work.claimTasks(key.actor, { agentId: agent.id, max: 3, waitMs: 0 });
    expect(claims.map((claim) => claim.task.id)).toEqual([critical.id, high.id, low.id]);
  });
});

describe("waiting for work", () => {
  const claimWaiting = ({ agent, key }: TestAgent, waitMs: number) =>
    call<{ claims: { task: { id: string } }[] }>(claimRoute, {
      method: "POST",
      key,
      body: { agentId: agent.id, waitMs },
    });

  it("wakes at a new task long before the wait is over, and before it would look again by itself", async () => {
    const project = await aProject();
    const agent = await anAgent({ project });
    const ticket = await aTicket({ project });
    stopTheClock();
    const { waiting } = await untilWaiting(() => claimWaiting(agent, 10_000));
    const task = await aTask({ ticket });
    const { json } = await waiting;
    expect(json.claims.map((claim) => claim.task.id)).toEqual([task.id]);
  });

  it("answers with no claim after the wait", async () => {
    const agent = await anAgent({ project: await aProject() });
    const started = performance.now();
    expect((await claimWaiting(agent, 300)).json.claims).toEqual([]);
    expect(performance.now() - started).toBeGreaterThanOrEqual(295);
  });

  it("gives a key that was revoked while it waited nothing any more", async () => {
    const project = await aProject();
    const { agent, key } = await anAgent({ project });
    const waiting = work.claimTasks(key.actor, { agentId: agent.id, max: 1, waitMs: 10_000 });
    const outcome = refusal(waiting);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await change`UPDATE access_keys SET revoked_at = now() WHERE id = ${key.actor.id}`;
    const task = await aTask({ project });
    expect((await outcome).code).toBe("unauthenticated");
    const [row] = await rows<{ state: string }>`SELECT state FROM tasks WHERE id = ${task.id}`;
    expect(row?.state).toBe("pending");
  });

  it("claims nothing for a caller who has hung up", async () => {
    const project = await aProject();
    const { agent, key } = await anAgent({ project });
    const hangUp = new AbortController();
    const task = await aTask({ project, requiredCapabilities: ["nobody"] });
    stopTheClock();
    const { waiting } = await untilWaiting(() =>
      work.claimTasks(key.actor, { agentId: agent.id, max: 1, waitMs: 10_000 }, hangUp.signal),
    );
    // Claimable without any signal, so that only the hang-up can end the wait.
    await change`UPDATE tasks SET required_capabilities = '{}' WHERE id = ${task.id}`;
    hangUp.abort();
    expect((await waiting).claims).toEqual([]);
    const [row] = await rows<{ state: string }>`SELECT state FROM tasks WHERE id = ${task.id}`;
    expect(row?.state).toBe("pending");
  });
});
