import { describe, expect, it } from "vitest";
import { POST as heartbeatRoute } from "@/app/api/v1/agents/[id]/heartbeat/route";
import type { Heartbeat, HeartbeatReply } from "@/lib/work/schema";
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
  claimNext,
  claimOne,
  type Held,
  type TestAgent,
} from "../support/makers";
import { refusal } from "../support/refusal";
import { auditOf, change, eventsOf, rows } from "../support/sql";
import { stopTheClock, untilWaiting } from "../support/still-clock";

type Beats = Heartbeat["attempts"];
const beat = ({ agent, key }: TestAgent, attempts: Beats = [], waitMs = 0) =>
  work.beat(key.actor, agent.id, { attempts, isDraining: false, waitMs });
const held = (one: Held, stopped = false) => ({ ...one.ref, stopped });

const silence = (agent: { id: string }, seconds: number) =>
  change`UPDATE agents SET last_heartbeat_at = now() - make_interval(secs => ${seconds}) WHERE id = ${agent.id}`;
const statusOf = async (agent: { id: string }) => (await work.getAgent(ADMIN, agent.id)).status;

describe("a heartbeat", () => {
  it("extends the lease of the attempts it names, and of no other", async () => {
    const project = await aProject();
    const agent = await anAgent({ project, capacity: 2 });
    await aTask({ project });
    await aTask({ project });
    const [one, two] = [await claimNext(agent), await claimNext(agent)];
    await change`UPDATE attempts SET lease_until = now() + interval '5 seconds' WHERE agent_id = ${agent.agent.id}`;
    const { attempts } = await beat(agent, [held(one)]);
    expect(attempts).toMatchObject([{ attemptId: one.ref.attemptId, state: "held", cancel: null }]);
    const left = await rows<{ id: string; seconds: number }>`
      SELECT id, extract(epoch FROM lease_until - now())::float8 AS seconds FROM attempts WHERE agent_id = ${agent.agent.id}`;
    const secondsOf = (id: string) => left.find((row) => row.id === id)?.seconds;
    expect(secondsOf(one.ref.attemptId)).toBeGreaterThan(50);
    expect(secondsOf(two.ref.attemptId)).toBeLessThan(6);
  });

  it("answers lost for an attempt that is unknown, of another agent, fenced off, or ended", async () => {
    const mine = await claimOne({ capacity: 3 });
    const foreign = await claimOne();
    const ended = { ...mine };
    await work.completeTask(mine.key.actor, mine.task.id, { ...mine.ref, result: {}, usage: null });
    await aTask({ project: mine.project });
    const live = await claimNext(mine);
    const asked = [
      { attemptId: "att_00000000000000000000000009", fence: "1", stopped: false },
      held(foreign),
      { ...held(live), fence: "77" },
      held(ended),
    ];
    const before = await rows`SELECT lease_until FROM attempts WHERE id = ${foreign.ref.attemptId}`;
    const { attempts } = await beat(mine, asked);
    expect(attempts.map((attempt) => attempt.state)).toEqual(["lost", "lost", "lost", "lost"]);
    expect(attempts.map((attempt) => attempt.attemptId)).toEqual(asked.map((ref) => ref.attemptId));
    expect(await rows`SELECT lease_until FROM attempts WHERE id = ${foreign.ref.attemptId}`).toEqual(before);
  });

  it("is refused for an agent of another key", async () => {
    const { agent, project } = await claimOne();
    const other = await aKey({ project });
    expect((await refusal(beat({ agent, key: other }))).code).toBe("forbidden");
  });

  it("kept open answers at once when one of its attempts is cancelled", async () => {
    const mine = await claimOne();
    stopTheClock();
    const { waiting } = await untilWaiting(() =>
      call<HeartbeatReply>(heartbeatRoute, {
        method: "POST",
        key: mine.key,
        params: { id: mine.agent.id },
        body: { attempts: [mine.ref], waitMs: 15_000 },
      }),
    );
    await work.cancelTask(ADMIN, mine.task.id, { reason: "stop it", graceSeconds: 20 });
    const { json } = await waiting;
    expect(json.attempts).toMatchObject([{ state: "cancelling", cancel: { reason: "stop it" } }]);
    const { cancel } = await work.getTask(ADMIN, mine.task.id);
    expect(json.attempts[0]?.cancel?.deadline).toBe(cancel?.deadline);
  });

  it("kept open answers that all are held after its wait", async () => {
    const mine = await claimOne();
    const { attempts } = await beat(mine, [held(mine)], 200);
    expect(attempts).toMatchObject([{ state: "held" }]);
  });

  it("with stopped closes a cancelled attempt, with its stop confirmed", async () => {
    const mine = await claimOne();
    await work.cancelTask(ADMIN, mine.task.id, { reason: "stop" });
    const { attempts } = await beat(mine, [held(mine, true)]);
    expect(attempts).toMatchObject([{ state: "lost" }]);
    const task = await work.getTask(ADMIN, mine.task.id);
    expect(task.state).toBe("cancelled");
    expect(task.attempts[0]?.stopConfirmedAt).not.toBeNull();
    expect(await eventsOf(mine.task.id)).toEqual([
      "task.created",
      "task.claimed",
      "task.cancel_requested",
      "task.cancelled",
    ]);
  });

  it("with stopped closes nothing that was not cancelled", async () => {
    const mine = await claimOne();
    expect((await beat(mine, [held(mine, true)])).attempts).toMatchObject([{ state: "held" }]);
    expect((await work.getTask(ADMIN, mine.task.id)).state).toBe("claimed");
  });

  it("with stopped after the deadline confirms the stop once", async () => {
    const mine = await claimOne();
    await work.cancelTask(ADMIN, mine.task.id, { reason: "stop", graceSeconds: 0 });
    await change`UPDATE tasks SET cancel_deadline = now() - interval '1 second' WHERE id = ${mine.task.id}`;
    await work.closeOverdueStops();
    const confirmedAt = async () => (await work.getTask(ADMIN, mine.task.id)).attempts[0]?.stopConfirmedAt;
    expect(await confirmedAt()).toBeNull();
    await beat(mine, [held(mine, true)]);
    const first = await confirmedAt();
    expect(first).not.toBeNull();
    await beat(mine, [held(mine, true)]);
    expect(await confirmedAt()).toBe(first);
    const events = await eventsOf(mine.task.id);
    expect(events.filter((type) => type === "task.stop_confirmed")).toHaveLength(1);
    expect(events.filter((type) => type === "task.cancelled")).toHaveLength(1);
  });
});

describe("a silent agent", () => {
  it("is stale after AGENT_STALE_SECONDS, and idle or running before", async () => {
    const mine = await claimOne();
    expect(await statusOf(mine.agent)).toBe("running");
    await silence(mine.agent, 29);
    expect(await statusOf(mine.agent)).toBe("running");
    await silence(mine.agent, 31);
    expect(await statusOf(mine.agent)).toBe("stale");
  });

  it("is lost after AGENT_LOST_SECONDS: its claims are released once, and it recovers with its next heartbeat", async () => {
    const mine = await claimOne();
    await silence(mine.agent, 91);
    await work.reviewAgents();
    await work.expireLeases();
    expect(await statusOf(mine.agent)).toBe("lost");
    expect(await work.getTask(ADMIN, mine.task.id)).toMatchObject({ state: "pending", attemptCount: 1 });
    await work.reviewAgents();
    await work.expireLeases();
    expect((await eventsOf(mine.task.id)).filter((type) => type === "task.lease_lost")).toHaveLength(1);
    expect((await beat(mine, [held(mine)])).attempts).toMatchObject([{ state: "lost" }]);
    await beat(mine);
    expect(await statusOf(mine.agent)).toBe("idle");
    expect(await eventsOf(mine.agent.id)).toEqual(["agent.registered", "agent.lost", "agent.recovered"]);
  });

  it("is not lost a second before", async () => {
    const mine = await claimOne();
    await silence(mine.agent, 88);
    await work.reviewAgents();
    expect(await statusOf(mine.agent)).toBe("stale");
  });

  it("that comes back by claiming has recovered as well", async () => {
    const project = await aProject();
    const agent = await anAgent({ project });
    await silence(agent.agent, 91);
    await work.reviewAgents();
    await aTask({ project });
    await claimNext(agent);
    expect(await statusOf(agent.agent)).toBe("running");
    expect(await eventsOf(agent.agent.id)).toEqual(["agent.registered", "agent.lost", "agent.recovered"]);
  });
});

describe("draining", () => {
  it("retires a lost agent at once, instead of losing it again", async () => {
    const project = await aProject();
    const mine = await anAgent({ project });
    await silence(mine.agent, 3600);
    await work.reviewAgents();
    expect(await statusOf(mine.agent)).toBe("lost");
    await work.drainAgent(mine.key.actor, mine.agent.id);
    await work.reviewAgents();
    expect(await statusOf(mine.agent)).toBe("retired");
  });

  it("gives an agent nothing new, lets it finish, and then retires it", async () => {
    const mine = await claimOne({ capacity: 2 });
    await aTask({ project: mine.project });
    await work.drainAgent(mine.key.actor, mine.agent.id);
    expect((await refusal(claimNext(mine))).code).toBe("invalid_state");
    await work.reviewAgents();
    expect(await statusOf(mine.agent)).toBe("draining");
    await work.completeTask(mine.key.actor, mine.task.id, { ...mine.ref, result: {}, usage: null });
    await work.reviewAgents();
    await work.reviewAgents();
    expect(await statusOf(mine.agent)).toBe("retired");
    expect(await eventsOf(mine.agent.id)).toEqual(["agent.registered", "agent.draining", "agent.retired"]);
    expect((await refusal(claimNext(mine))).facts.state).toBe("retired");
  });

  it("is once: asking again adds no event and no audit entry", async () => {
    const mine = await claimOne();
    await work.drainAgent(mine.key.actor, mine.agent.id);
    await work.drainAgent(mine.key.actor, mine.agent.id);
    expect(await eventsOf(mine.agent.id)).toEqual(["agent.registered", "agent.draining"]);
    expect(await auditOf(mine.agent.id)).toEqual([{ act: "agent.drain", actor: mine.key.id, reason: null }]);
  });

  it("is for the agent's own key and for those who may act, and for nobody else", async () => {
    const mine = await claimOne();
    const other = await aKey({ project: mine.project });
    expect((await refusal(work.drainAgent(other.actor, mine.agent.id))).code).toBe("forbidden");
    const viewer = await aPerson("viewer");
    expect((await refusal(work.drainAgent(viewer.actor, mine.agent.id))).code).toBe("forbidden");
    const lead = await aPerson("lead");
    expect((await work.drainAgent(lead.actor, mine.agent.id)).status).toBe("draining");
  });

  it("outlasts a silence: an agent that was drained, lost and heard again gets nothing new", async () => {
    const mine = await claimOne({ capacity: 2 });
    await work.drainAgent(ADMIN, mine.agent.id);
    await silence(mine.agent, 91);
    await work.reviewAgents();
    await work.expireLeases();
    await beat(mine);
    expect(["draining", "retired"]).toContain(await statusOf(mine.agent));
    expect((await refusal(claimNext(mine))).code).toBe("invalid_state");
  });
});

describe("registering", () => {
  const register = (key: { actor: Parameters<typeof work.registerAgent>[0] }, name: string, capacity = 1) =>
    work.registerAgent(key.actor, {
      ...{
        name,
        capacity,
        type: "worker",
        model: null,
        host: null,
        capabilities: [],
        phaseAffinity: [],
        labels: {},
      },
    });

  it("under the same name with the same key takes the agent over", async () => {
    const project = await aProject();
    const key = await aKey({ project });
    const first = await register(key, "box-1");
    await change`UPDATE agents SET state = 'retired' WHERE id = ${first.agent.id}`;
    const again = await register(key, "box-1", 4);
    expect(again.agent).toMatchObject({ id: first.agent.id, capacity: 4, status: "idle" });
    expect(again.heartbeatIntervalMs).toBe(10_000);
  });

  it("under the same name with another key makes another agent", async () => {
    const project = await aProject();
    const [a, b] = [
      await register(await aKey({ project }), "box"),
      await register(await aKey({ project }), "box"),
    ];
    expect(a.agent.id).not.toBe(b.agent.id);
  });

  it("is bound to the key's project, whatever the request says", async () => {
    const [project, other] = [await aProject(), await aProject()];
    const key = await aKey({ project });
    expect((await register(key, "a")).agent.projectId).toBe(project.id);
    const input = {
      name: "b",
      projectId: other.id,
      capacity: 1,
      capabilities: [],
      phaseAffinity: [],
      labels: {},
    };
    const asking = work.registerAgent(key.actor, { ...input, type: "worker", model: null, host: null });
    expect((await refusal(asking)).code).toBe("not_found");
  });
});
