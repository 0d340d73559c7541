// Agents that a guardian takes out of work for a time, and the registry that knows of it.
import { describe, expect, it } from "vitest";
import { tickActions } from "@/lib/guardian/service";
import { RegisterAgent } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, aKey, anAgent, aProject, aTask, claimOne } from "../support/makers";
import { refusal } from "../support/refusal";
import { change, rows } from "../support/sql";
import { complete, statesOf, takeIds } from "../work/support/acts";
import { actionOf, done, intervene, outcomes, previewRevert, revert } from "./support/acts";

const agentState = async (id: string) =>
  (
    await rows<{ state: string; owner: string | null }>`
    SELECT state, state_owner AS owner FROM agents WHERE id = ${id}`
  )[0];

describe("test_registry_integration: a quarantine", () => {
  it("shows in the registry as the action's, outlasts a new registration, and is lifted with the action", async () => {
    const project = await aProject();
    const worker = await anAgent({ project });
    const task = await aTask({ project });
    const action = await done("quarantine_agent", { agentId: worker.agent.id });
    expect(await agentState(worker.agent.id)).toEqual({ state: "quarantined", owner: action.id });
    await work.registerAgent(worker.key.actor, RegisterAgent.parse({ name: worker.agent.name }));
    expect(await work.getAgent(ADMIN, worker.agent.id)).toMatchObject({
      status: "quarantined",
      statusReason: "test",
    });
    await expect(takeIds(worker)).rejects.toMatchObject({ code: "invalid_state" });
    expect(outcomes((await revert(action)).json)).toEqual(["reverted"]);
    expect(await takeIds(worker)).toEqual([task.id]);
  });

  it("is not lifted by a key of lower authority, and by a lead it is", async () => {
    const { agent } = await anAgent({ project: await aProject() });
    await done("quarantine_agent", { agentId: agent.id });
    const key = await aKey({ scopes: ["work:act", "work:read"] });
    expect(await refusal(work.reinstateAgent(key.actor, agent.id))).toMatchObject({ code: "forbidden" });
    expect((await agentState(agent.id))?.state).toBe("quarantined");
    expect((await work.reinstateAgent(ADMIN, agent.id)).status).toBe("idle");
  });

  it("is not left by draining and coming back with such a key either", async () => {
    const owner = await aKey({ scopes: ["work:act", "work:read", "work:run"] });
    const body = RegisterAgent.parse({ name: "self-made" });
    const { agent } = await work.registerAgent(owner.actor, body);
    await done("quarantine_agent", { agentId: agent.id });
    await work.drainAgent(owner.actor, agent.id);
    await work.tick();
    expect((await work.registerAgent(owner.actor, body)).agent.status).toBe("quarantined");
    await work.drainAgent(ADMIN, agent.id);
    await work.tick();
    expect((await work.registerAgent(owner.actor, body)).agent.status).toBe("idle");
  });

  it("ends by the clock", async () => {
    const worker = await anAgent({ project: await aProject() });
    const action = await done("quarantine_agent", { agentId: worker.agent.id, expiresInSeconds: 60 });
    await tickActions();
    expect((await agentState(worker.agent.id))?.state).toBe("quarantined");
    await change`UPDATE guardian_actions SET expires_at = now() WHERE id = ${action.id}`;
    await tickActions();
    expect((await agentState(worker.agent.id))?.state).toBe("active");
    expect(await actionOf(action)).toMatchObject({ status: "reverted", revertCause: "expired" });
  });

  it("is over with its agent, which a runner's end retires; before its time the agent comes back into it", async () => {
    const worker = await anAgent({ project: await aProject() });
    const { id } = worker.agent;
    const comeBack = async () =>
      (await work.registerAgent(worker.key.actor, RegisterAgent.parse({ name: worker.agent.name }))).agent
        .status;
    const action = await done("quarantine_agent", { agentId: id });
    await work.drainAgent(worker.key.actor, id);
    await tickActions();
    expect((await actionOf(action)).status).toBe("executed");
    await work.tick();
    await tickActions();
    expect(await actionOf(action)).toMatchObject({
      ...{ status: "reverted", revertCause: "ended" },
      effects: [{ state: "ended", detail: "Its agent is retired." }],
    });
    expect((await work.getAgent(ADMIN, id)).status).toBe("retired");
    expect(await comeBack()).toBe("quarantined");
    await work.tick();
    expect((await agentState(id))?.state).toBe("quarantined");
    await change`UPDATE agents SET state_until = now() WHERE id = ${id}`;
    await work.tick();
    expect(await agentState(id)).toEqual({ state: "active", owner: null });
  });

  it("that ends while or after its agent does brings nobody back, and keeps nobody aside", async () => {
    const end = {
      revert: async (action: { id: string }) =>
        expect(outcomes((await revert(action)).json)).toEqual(["reverted"]),
      clock: async ({ id }: { id: string }) => {
        await change`UPDATE guardian_actions SET expires_at = now() WHERE id = ${id}`;
        await tickActions();
      },
    };
    for (const [how, isRetired] of [
      ["revert", false],
      ["revert", true],
      ["clock", false],
      ["clock", true],
    ] as const) {
      const worker = await anAgent({ project: await aProject() });
      const action = await done("quarantine_agent", { agentId: worker.agent.id });
      await work.drainAgent(worker.key.actor, worker.agent.id);
      if (isRetired) await work.tick();
      await end[how](action);
      const state = isRetired ? "retired" : "draining";
      expect(await agentState(worker.agent.id)).toEqual({ state, owner: null });
      expect((await actionOf(action)).status).toBe("reverted");
      const again = RegisterAgent.parse({ name: worker.agent.name });
      expect((await work.registerAgent(worker.key.actor, again)).agent.status).toBe("idle");
    }
  });

  it("lets the agent finish what it does, unless that is to be stopped: then it goes back to the queue", async () => {
    const finishing = await claimOne();
    await done("quarantine_agent", { agentId: finishing.agent.id });
    expect((await complete(finishing)).state).toBe("completed");
    const held = await claimOne();
    const action = await done("quarantine_agent", { agentId: held.agent.id, attempts: "cancel" });
    expect(action.plan.impact.stops).toBe(1);
    await change`UPDATE tasks SET cancel_deadline = now() - interval '1 second' WHERE id = ${held.task.id}`;
    await work.tick();
    expect(await statesOf([held.task.id])).toEqual(["pending"]);
    expect(await takeIds(await anAgent({ project: held.project }))).toEqual([held.task.id]);
    expect(outcomes((await revert(action)).json)).toEqual(["reverted", "not_revertible"]);
  });

  it("that somebody lifted and laid anew is theirs: the action does not end it", async () => {
    const { agent } = await anAgent({ project: await aProject() });
    const action = await done("quarantine_agent", { agentId: agent.id });
    await work.reinstateAgent(ADMIN, agent.id);
    expect(outcomes(await previewRevert(action))).toEqual(["already_gone"]);
    await work.quarantineAgent(ADMIN, agent.id, { reason: "mine" });
    expect(outcomes(await previewRevert(action))).toEqual(["conflict"]);
    expect((await revert(action)).status).toBe(422);
    await tickActions();
    expect(await agentState(agent.id)).toEqual({ state: "quarantined", owner: ADMIN.id });
    expect(await actionOf(action)).toMatchObject({ status: "reverted", revertCause: "ended" });
  });

  it("of an agent that is in one, or gone, is refused with its state", async () => {
    const { agent } = await anAgent({ project: await aProject() });
    await done("quarantine_agent", { agentId: agent.id });
    const twice = await intervene("quarantine_agent", { agentId: agent.id });
    expect([twice.status, twice.problem.facts]).toEqual([422, { state: "quarantined" }]);
    const ghost = await intervene("quarantine_agent", { agentId: "agent_00000000000000000000000000" });
    expect(ghost.status).toBe(404);
  });
});
