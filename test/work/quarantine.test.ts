// Setting an agent aside, having it drain, and running a finished task again.
import { describe, expect, it, vi } from "vitest";
import { POST as quarantineRoute } from "@/app/api/v1/agents/[id]/quarantine/route";
import { POST as reinstateRoute } from "@/app/api/v1/agents/[id]/reinstate/route";
import { POST as rerunRoute } from "@/app/api/v1/tasks/[id]/rerun/route";
import type { Agent, Task } from "@/lib/work/schema";
import { Heartbeat, RegisterAgent } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import {
  ADMIN,
  aKey,
  anAgent,
  aPerson,
  aProject,
  aTask,
  aTicket,
  claimOne,
  type Held,
} from "../support/makers";
import { refusal } from "../support/refusal";
import { auditOf, change, eventsOf } from "../support/sql";
import { stopTheClock, untilWaiting } from "../support/still-clock";
import { complete, fail, override, takeIds } from "./support/acts";

const lead = await aPerson("lead");
const quarantine = ({ agent }: { agent: { id: string } }, reason = "odd results") =>
  call<Agent>(quarantineRoute, { method: "POST", person: lead, params: { id: agent.id }, body: { reason } });
const reinstate = ({ agent }: { agent: { id: string } }) =>
  call<Agent>(reinstateRoute, { method: "POST", person: lead, params: { id: agent.id } });
const beat = ({ agent, key }: Pick<Held, "agent" | "key">, input: object = {}) =>
  work.beat(key.actor, agent.id, Heartbeat.parse(input));

describe("an agent in quarantine", () => {
  it("gets nothing new, finishes what it holds, and is told neither to stop nor to drain", async () => {
    const held = await claimOne({ capacity: 3 });
    const next = await aTask({ project: held.project });
    const { json } = await quarantine(held);
    expect(json).toMatchObject({ status: "quarantined", statusReason: "odd results", load: 1 });
    const refused = await refusal(takeIds(held));
    expect(refused).toMatchObject({ code: "invalid_state", facts: { state: "quarantined" } });
    expect(await beat(held, { attempts: [held.ref] })).toMatchObject({
      drain: false,
      attempts: [{ state: "held" }],
    });
    expect((await complete(held)).state).toBe("completed");
    expect((await reinstate(held)).json).toMatchObject({ status: "idle", statusReason: null });
    expect(await takeIds(held)).toEqual([next.id]);
  });

  it("stays there through heartbeats, silence and a restart of its runner", async () => {
    const { agent, key } = await anAgent({ project: await aProject() });
    await quarantine({ agent });
    await beat({ agent, key });
    await change`UPDATE agents SET last_heartbeat_at = now() - interval '1 day' WHERE id = ${agent.id}`;
    await work.tick();
    const again = await work.registerAgent(key.actor, RegisterAgent.parse({ name: agent.name }));
    expect(again.agent).toMatchObject({ id: agent.id, status: "quarantined", statusReason: "odd results" });
  });

  it("ends in good order when its own key drains it, and is in it again when it comes back", async () => {
    const { agent, key } = await anAgent({ project: await aProject() });
    await quarantine({ agent });
    const comeBack = () => work.registerAgent(key.actor, RegisterAgent.parse({ name: agent.name }));
    expect((await work.drainAgent(key.actor, agent.id)).status).toBe("draining");
    expect((await comeBack()).agent.status).toBe("quarantined");
    await work.drainAgent(key.actor, agent.id);
    await work.tick();
    expect((await work.getAgent(ADMIN, agent.id)).status).toBe("retired");
    expect((await comeBack()).agent).toMatchObject({ status: "quarantined", statusReason: "odd results" });
    expect((await reinstate({ agent })).json).toMatchObject({ status: "idle", statusReason: null });
    await work.drainAgent(key.actor, agent.id);
    await work.tick();
    expect((await comeBack()).agent.status).toBe("idle");
  });

  it("is out of it when a lead drains it, and it comes back", async () => {
    const { agent, key } = await anAgent({ project: await aProject() });
    await quarantine({ agent });
    expect((await work.drainAgent(ADMIN, agent.id)).status).toBe("draining");
    await work.tick();
    const again = await work.registerAgent(key.actor, RegisterAgent.parse({ name: agent.name }));
    expect(again.agent).toMatchObject({ status: "idle", statusReason: null });
  });

  it("that drains there finishes what it holds, or loses it with its silence, and is retired, never lost", async () => {
    for (const isSilent of [false, true]) {
      const held = await claimOne();
      await quarantine(held);
      await work.drainAgent(held.key.actor, held.agent.id);
      await work.tick();
      expect((await work.getAgent(ADMIN, held.agent.id)).status).toBe("draining");
      if (isSilent) {
        await change`UPDATE agents SET last_heartbeat_at = now() - interval '1 day' WHERE id = ${held.agent.id}`;
        await work.tick();
      } else await complete(held);
      await work.tick();
      expect((await work.getAgent(ADMIN, held.agent.id)).status).toBe("retired");
      expect(await eventsOf(held.agent.id)).not.toContain("agent.lost");
    }
  });

  it("that falls silent loses its tasks when their leases are over", async () => {
    const held = await claimOne();
    await quarantine(held);
    await change`UPDATE attempts SET lease_until = now() - interval '1 second' WHERE id = ${held.ref.attemptId}`;
    await work.tick();
    expect((await work.getTask(ADMIN, held.task.id)).state).toBe("pending");
    expect((await work.getAgent(ADMIN, held.agent.id)).load).toBe(0);
  });

  it("is told of and kept in the audit trail, with the reason", async () => {
    const { agent } = await anAgent({ project: await aProject() });
    await quarantine({ agent }, "wrote to main");
    await reinstate({ agent });
    expect(await eventsOf(agent.id)).toEqual(["agent.registered", "agent.quarantined", "agent.reinstated"]);
    expect(await auditOf(agent.id)).toEqual([
      { act: "agent.quarantine", actor: lead.id, reason: "wrote to main" },
      { act: "agent.reinstate", actor: lead.id, reason: null },
    ]);
  });

  it("cannot be put there twice, nor reinstated when it is not there", async () => {
    const { agent } = await anAgent({ project: await aProject() });
    expect((await reinstate({ agent })).problem).toMatchObject({ status: 422, facts: { state: "active" } });
    await quarantine({ agent });
    expect((await quarantine({ agent })).problem).toMatchObject({
      status: 422,
      facts: { state: "quarantined" },
    });
    await work.drainAgent(ADMIN, agent.id);
    await work.tick();
    expect((await reinstate({ agent })).problem).toMatchObject({ status: 422, facts: { state: "retired" } });
  });

  it("that comes back wakes its own claim only when it asks again", async () => {
    const project = await aProject();
    const task = await aTask({ project });
    const agent = await anAgent({ project });
    await quarantine(agent);
    expect((await refusal(takeIds(agent, 1, 5000))).facts.state).toBe("quarantined");
    await reinstate(agent);
    expect(await takeIds(agent, 1, 5000)).toEqual([task.id]);
  });
});

describe("an agent that is drained by somebody else", () => {
  it("is told by its open heartbeat at once, and every time until it says that it does", async () => {
    const held = await claimOne();
    stopTheClock();
    const { waiting } = await untilWaiting(() => beat(held, { attempts: [held.ref], waitMs: 15_000 }));
    await work.drainAgent(ADMIN, held.agent.id);
    expect(await waiting).toMatchObject({ drain: true, attempts: [{ state: "held" }] });
    vi.useRealTimers();
    const attempts = [held.ref];
    const known = performance.now();
    expect(await beat(held, { attempts, waitMs: 300, isDraining: true })).toMatchObject({ drain: true });
    expect(performance.now() - known).toBeGreaterThanOrEqual(295);
    expect((await complete(held)).state).toBe("completed");
    await work.tick();
    expect(await beat(held, { isDraining: true })).toMatchObject({ drain: true });
    expect((await work.getAgent(ADMIN, held.agent.id)).status).toBe("retired");
  });
});

describe("a task that is run again", () => {
  const rerun = ({ id }: { id: string }, body: object = {}) =>
    call<Task>(rerunRoute, { method: "POST", person: lead, params: { id }, body });

  it("is a new task like the first, with its base priority and no deadline, and says which it repeats", async () => {
    const held = await claimOne({
      ...{ title: "again", description: "do it", priority: "HIGH", requiredCapabilities: [], maxAttempts: 7 },
      ...{ timeoutSeconds: 77, deadline: new Date(Date.now() + 3_600_000).toISOString(), type: "review" },
    });
    await override({ kind: "task", taskId: held.task.id }, "CRITICAL");
    await fail(held);
    const { json } = await rerun(held.task);
    expect(json).toMatchObject({
      ...{ title: "again", description: "do it", priority: "HIGH", basePriority: "HIGH", maxAttempts: 7 },
      ...{ timeoutSeconds: 77, deadline: null, type: "review", retryOf: held.task.id, attemptCount: 0 },
      ...{ state: "pending", error: null, createdBy: lead.id, openDependencies: 0, result: null },
    });
    expect(json.id).not.toBe(held.task.id);
    expect(await takeIds(held)).toEqual([json.id]);
    expect((await work.getTask(ADMIN, held.task.id)).state).toBe("failed");
  });

  it("may have another prompt", async () => {
    const held = await claimOne({ description: "do it" });
    await complete(held);
    expect((await rerun(held.task, { description: "do it better" })).json.description).toBe("do it better");
    expect((await work.getTask(ADMIN, held.task.id)).description).toBe("do it");
  });

  it("needs a finished task on an open ticket, of one's own project", async () => {
    const ticket = await aTicket();
    const task = await aTask({ ticket });
    expect((await rerun(task)).problem).toMatchObject({ status: 422, facts: { state: "pending" } });
    await work.cancelTask(ADMIN, task.id, { reason: "r" });
    await work.updateTicket(ADMIN, ticket.id, { status: "abandoned" });
    expect((await rerun(task)).problem).toMatchObject({ status: 422, facts: { status: "abandoned" } });
    const foreign = await aKey({ scopes: ["work:write"], project: await aProject() });
    const { problem } = await call(rerunRoute, {
      method: "POST",
      key: foreign,
      params: { id: task.id },
      body: {},
    });
    expect(problem.status).toBe(404);
  });
});
