// A new agent in the place of one: asked of a host, and ended without stopping its work.
import { describe, expect, it } from "vitest";
import { tickActions } from "@/lib/guardian/service";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, anAgent, aTask } from "../support/makers";
import { change, eventsOf, rows } from "../support/sql";
import { complete, statesOf, take, takeIds } from "../work/support/acts";
import { aHost, beat, requestsOf, silence, type TestHost } from "../work/support/hosts";
import { actionOf, done, extend, intervene, outcomes, revert, standing } from "./support/acts";

async function aField() {
  const host = await aHost();
  const { project, key } = host;
  const old = await anAgent({ project, key, capabilities: ["typescript"] });
  const task = await aTask({ project });
  await take(old);
  return { host, project, key, old, task };
}

/** The host starts what it was asked for. */
async function start(host: TestHost) {
  const [request] = await requestsOf(host);
  await beat(host);
  const fresh = await anAgent({ project: host.project, key: host.key, capabilities: ["typescript"] });
  const result = { status: "done" as const, agentId: fresh.agent.id };
  await work.reportStart(host.key.actor, host.host.id, request?.id ?? "", result);
  return fresh;
}

const stateOf = async (id: string) =>
  (await rows<{ state: string }>`SELECT state FROM agents WHERE id = ${id}`)[0]?.state;

describe("test_agent_replacement", () => {
  it("hands the old agent's work back at once, and is done when its host has started the new one", async () => {
    const { host, old, task } = await aField();
    const action = await done("replace_agent", { agentId: old.agent.id });
    expect(action.status).toBe("executing");
    expect(action.effects.map(({ kind, state }) => [kind, state])).toEqual([
      ["task_requeued", "done"],
      ["agent_quarantined", "live"],
      ["agent_started", "pending"],
    ]);
    expect([await statesOf([task.id]), await stateOf(old.agent.id)]).toEqual([["pending"], "quarantined"]);
    const fresh = await start(host);
    await tickActions();
    expect(await actionOf(action)).toMatchObject({ status: "executed" });
    expect(await eventsOf(action.id)).toEqual([
      "guardian.intervention.started",
      "guardian.intervention.completed",
    ]);
    expect(await takeIds(fresh)).toEqual([task.id]);
  });

  it("taken back drains the new agent, which finishes its work and then ends", async () => {
    const { host, old } = await aField();
    const action = await done("replace_agent", { agentId: old.agent.id });
    const fresh = await start(host);
    await tickActions();
    const [held] = await take(fresh);
    const { json } = await revert(action);
    expect([json.status, outcomes(json)]).toEqual(["reverting", ["reverted", "reverted", "not_revertible"]]);
    expect([await stateOf(fresh.agent.id), await stateOf(old.agent.id)]).toEqual(["draining", "active"]);
    await work.tick();
    await tickActions();
    expect((await actionOf(action)).status).toBe("reverting");
    await complete(held as NonNullable<typeof held>);
    await work.tick();
    await tickActions();
    expect(await stateOf(fresh.agent.id)).toBe("retired");
    expect(await actionOf(action)).toMatchObject({ status: "reverted", revertCause: "by_hand" });
  });

  it("taken back before a host has answered takes the request back", async () => {
    const { host, old } = await aField();
    const action = await done("replace_agent", { agentId: old.agent.id });
    const { json } = await revert(action);
    expect(json.status).toBe("reverted");
    expect((await requestsOf(host))[0]?.status).toBe("cancelled");
    expect(await stateOf(old.agent.id)).toBe("active");
  });

  it("that the host could not start has failed, on the record, and its quarantine can be lifted", async () => {
    const { host, old } = await aField();
    const action = await done("replace_agent", { agentId: old.agent.id });
    await beat(host);
    const [request] = await requestsOf(host);
    const result = { status: "failed" as const, detail: "No disk." };
    await work.reportStart(host.key.actor, host.host.id, request?.id ?? "", result);
    await tickActions();
    expect(await actionOf(action)).toMatchObject({
      status: "failed",
      failure: "No disk.",
      isRevertible: true,
    });
    expect(await eventsOf(action.id)).toContain("guardian.intervention.failed");
    await revert(action);
    expect(await stateOf(old.agent.id)).toBe("active");
    expect((await actionOf(action)).status).toBe("reverted");
  });

  it("over by the clock keeps the new agent where the old one is gone, and drains it where it is back", async () => {
    for (const isGone of [true, false]) {
      const { host, old } = await aField();
      const action = await done("replace_agent", { agentId: old.agent.id });
      const fresh = await start(host);
      await tickActions();
      if (isGone)
        await change`UPDATE agents SET last_heartbeat_at = now() - interval '1 hour' WHERE id = ${old.agent.id}`;
      await change`UPDATE guardian_actions SET expires_at = now() WHERE id = ${action.id}`;
      await tickActions();
      expect(await stateOf(fresh.agent.id)).toBe(isGone ? "active" : "draining");
      expect(await stateOf(old.agent.id)).toBe("active");
      expect(await actionOf(action)).toMatchObject({ status: "reverted", revertCause: "expired" });
    }
  });

  it("is over once the old agent is retired, and the new one has its place", async () => {
    const { host, old } = await aField();
    const action = await done("replace_agent", { agentId: old.agent.id });
    const fresh = await start(host);
    await tickActions();
    await work.drainAgent(ADMIN, old.agent.id);
    await work.tick();
    await tickActions();
    expect([await stateOf(old.agent.id), await stateOf(fresh.agent.id)]).toEqual(["retired", "active"]);
    const told = await actionOf(action);
    expect(told).toMatchObject({ status: "reverted", revertCause: "ended" });
    const started = told.effects.find(({ kind }) => kind === "agent_started");
    expect(started?.detail).toMatch(/ stays: the agent before it is retired\.$/);
  });

  it("is refused where no host can, with why, and changes nothing", async () => {
    const { host, project, old } = await aField();
    await silence(host, 3600);
    const before = await standing(project.id);
    const refused = await intervene("replace_agent", { agentId: old.agent.id });
    expect([refused.status, refused.problem.code]).toEqual([422, "invalid_state"]);
    const template = await intervene("replace_agent", { agentId: old.agent.id, template: "nothing like it" });
    expect(template.status).toBe(422);
    const ghost = await intervene("replace_agent", { agentId: "agent_00000000000000000000000000" });
    expect(ghost.status).toBe(404);
    expect(await standing(project.id)).toEqual(before);
  });

  it("is made longer with its quarantine", async () => {
    const { host, old } = await aField();
    const action = await done("replace_agent", { agentId: old.agent.id, expiresInSeconds: 60 });
    await start(host);
    await tickActions();
    expect((await extend(action, { expiresInSeconds: 600 })).status).toBe(200);
    await tickActions();
    expect(await stateOf(old.agent.id)).toBe("quarantined");
    expect(await work.getAgent(ADMIN, old.agent.id)).toMatchObject({ status: "quarantined" });
  });
});
