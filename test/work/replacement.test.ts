import { describe, expect, it } from "vitest";
import { read, transact } from "@/lib/platform/db/transact";
import type { RegisterAgent } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, aKey, anAgent, aTask, type TestAgent } from "../support/makers";
import { refusal } from "../support/refusal";
import { auditOf, eventsOf, rows } from "../support/sql";
import { complete, take } from "./support/acts";
import { aHost, beat, requestsOf, type TestHost } from "./support/hosts";

const CAPABILITIES = ["typescript"];
const plan = (agentId: string, wish: { hostId?: string; template?: string } = {}, actor = ADMIN) =>
  read((tx) => work.planReplacement(tx, actor, { agentId, ...wish }));
const replace = (agentId: string, hostId: string, actor = ADMIN) =>
  transact("test.replace", (tx) =>
    work.replaceAgent(
      tx,
      actor,
      { agentId, hostId, template: "coder" },
      { reason: "It fails all.", expiresInSeconds: 60 },
    ),
  );
const retire = (requestId: string) =>
  transact("test.retire", (tx) => work.retireReplacement(tx, ADMIN, requestId, "Not needed."));
const reinstate = (agentId: string) =>
  transact("test.reinstate", (tx) => work.liftQuarantine(tx, ADMIN, agentId));
const agentIn = ({ project, key }: TestHost, own: Partial<RegisterAgent> = {}) =>
  anAgent({ project, key, capabilities: CAPABILITIES, capacity: 3, ...own });
const stateOf = async (id: string) => (await work.getAgent(ADMIN, id)).status;

/** As the host would: names the request, registers its agent and says so. */
async function bring(host: TestHost, requestId: string): Promise<TestAgent> {
  await beat(host);
  await beat(host, [requestId]);
  const made = await agentIn(host);
  const result = { status: "done", agentId: made.agent.id } as const;
  await work.reportStart(host.key.actor, host.host.id, requestId, result);
  return made;
}

async function aWorking(tasks = 2) {
  const host = await aHost();
  const old = await agentIn(host);
  for (let n = 0; n < tasks; n += 1) {
    await aTask({ project: host.project, requiredCapabilities: CAPABILITIES, maxAttempts: 1 });
  }
  return { host, old, held: await take(old, tasks) };
}

describe("a replacement", () => {
  it("is asked of the host, the old agent gets no more work, and what it held is claimed by others at once", async () => {
    const { host, old, held } = await aWorking();
    const planned = await plan(old.agent.id);
    expect(planned).toMatchObject({ host: { id: host.host.id }, template: "coder" });
    expect(planned.claims.map(({ taskId }) => taskId)).toEqual(held.map(({ task }) => task.id).sort());
    const { request, released, hasQuarantined } = await replace(old.agent.id, planned.host.id);
    expect(request).toMatchObject({ status: "requested", template: "coder", replaces: old.agent.id });
    expect(request.replacesName).toBe(old.agent.name);
    expect(released).toHaveLength(2);
    expect(hasQuarantined).toBe(true);
    expect(await stateOf(old.agent.id)).toBe("quarantined");
    expect((await refusal(take(old))).code).toBe("invalid_state");
    const fresh = await bring(host, request.id);
    const again = await take(fresh, 9);
    expect(again.map(({ task }) => task.id).sort()).toEqual(held.map(({ task }) => task.id).sort());
    for (const one of again) expect((await complete(one)).state).toBe("completed");
  });

  it("leaves the old agent's result without effect, and tells its runner that the task is not its own", async () => {
    const { host, old, held } = await aWorking(1);
    await replace(old.agent.id, host.host.id);
    const [one] = held;
    if (!one) throw new Error("Nothing was held.");
    const attempts = [{ ...one.ref, stopped: false }];
    const reply = await work.beat(old.key.actor, old.agent.id, { attempts, isDraining: false, waitMs: 0 });
    expect(reply.attempts).toMatchObject([{ state: "lost" }]);
    expect((await refusal(complete(one))).code).toBe("lease_lost");
    const task = await work.getTask(ADMIN, one.task.id);
    expect(task).toMatchObject({ state: "pending", maxAttempts: 2, error: { kind: "handed_over" } });
    expect(task.attempts).toMatchObject([{ outcome: "lost" }]);
  });

  it("does not bring back a task that was asked to stop", async () => {
    const { host, old, held } = await aWorking(1);
    const id = held[0]?.task.id ?? "";
    await work.cancelTask(ADMIN, id, { reason: "Not wanted." });
    expect((await replace(old.agent.id, host.host.id)).released).toEqual([]);
    expect((await work.getTask(ADMIN, id)).state).toBe("cancelled");
  });

  it("that cannot be had changes nothing: not the agent, not what it holds", async () => {
    const { host, old, held } = await aWorking(1);
    await work.drainHost(ADMIN, host.host.id);
    expect((await refusal(replace(old.agent.id, host.host.id))).code).toBe("invalid_state");
    expect(await stateOf(old.agent.id)).toBe("running");
    expect(held).toHaveLength(1);
    const refused = await refusal(plan(old.agent.id));
    expect(refused.message).toContain(`${host.host.name} is draining and starts no agents`);
  });

  it("stands for an agent once at a time, and again when it has ended", async () => {
    const { host, old } = await aWorking(0);
    const { request } = await replace(old.agent.id, host.host.id);
    expect((await refusal(plan(old.agent.id))).code).toBe("invalid_state");
    expect((await refusal(replace(old.agent.id, host.host.id))).code).toBe("invalid_state");
    expect(await requestsOf(host)).toHaveLength(1);
    expect(await retire(request.id)).toBe("cancelled");
    const next = await replace(old.agent.id, host.host.id);
    // It was in quarantine already: this one has nothing to lift.
    expect(next.hasQuarantined).toBe(false);
  });

  it("is not had for an agent that is retired, unknown or of another project", async () => {
    const { host, old } = await aWorking(0);
    await work.drainAgent(ADMIN, old.agent.id);
    await work.tick();
    expect((await refusal(plan(old.agent.id))).code).toBe("invalid_state");
    expect((await refusal(replace(old.agent.id, host.host.id))).code).toBe("invalid_state");
    const foreign = await aKey({ project: (await aHost()).project, scopes: ["work:act"] });
    expect((await refusal(plan(old.agent.id, {}, foreign.actor))).code).toBe("not_found");
    expect((await refusal(replace(old.agent.id, host.host.id, foreign.actor))).code).toBe("not_found");
    const { host: other } = await aHost();
    const bound = await aKey({ project: host.project, scopes: ["work:act"] });
    const fresh = await agentIn(host);
    const wish = { hostId: other.id };
    expect((await refusal(plan(fresh.agent.id, wish, bound.actor))).code).toBe("not_found");
  });
});

describe("ending a replacement", () => {
  it("before its host has heard of it takes it back; the old agent works again", async () => {
    const { host, old } = await aWorking(0);
    const { request } = await replace(old.agent.id, host.host.id);
    expect(await retire(request.id)).toBe("cancelled");
    expect(await reinstate(old.agent.id)).toBe(true);
    expect((await beat(host)).requests).toEqual([]);
    await aTask({ project: host.project, requiredCapabilities: CAPABILITIES });
    expect(await take(old)).toHaveLength(1);
    expect(await retire(request.id)).toBe("gone");
  });

  it("while its host starts it tells the host to stop, and an agent that comes all the same is drained", async () => {
    const { host, old } = await aWorking(0);
    const { request } = await replace(old.agent.id, host.host.id);
    await beat(host);
    expect(await retire(request.id)).toBe("cancelled");
    expect((await beat(host, [request.id])).stop).toEqual([request.id]);
    const { agent } = await agentIn(host);
    const report = { status: "done", agentId: agent.id } as const;
    const refused = await refusal(work.reportStart(host.key.actor, host.host.id, request.id, report));
    expect(refused.facts).toEqual({ status: "cancelled" });
  });

  it("drains its agent, which finishes what it does and only then retires", async () => {
    const { host, old } = await aWorking(1);
    const { request } = await replace(old.agent.id, host.host.id);
    const fresh = await bring(host, request.id);
    const [again] = await take(fresh);
    if (!again) throw new Error("The task was not handed over.");
    expect(await retire(request.id)).toBe("draining");
    await work.tick();
    expect(await stateOf(fresh.agent.id)).toBe("draining");
    expect((await refusal(take(fresh))).code).toBe("invalid_state");
    expect((await complete(again)).state).toBe("completed");
    await work.tick();
    expect(await stateOf(fresh.agent.id)).toBe("retired");
    expect(await retire(request.id)).toBe("gone");
    await beat(host, []);
    expect((await requestsOf(host))[0]?.endedAt).not.toBeNull();
  });

  it("is on the record, like its beginning", async () => {
    const { host, old } = await aWorking(0);
    const { request } = await replace(old.agent.id, host.host.id);
    await retire(request.id);
    const acts = (await auditOf(host.host.id)).map(({ act, reason }) => [act, reason]);
    expect(acts.slice(1)).toEqual([
      ["host.start_requested", "It fails all."],
      ["host.start_cancelled", "Not needed."],
    ]);
    expect(await eventsOf(old.agent.id)).toEqual(["agent.registered", "agent.quarantined"]);
    const [asked] = await rows<{ payload: Record<string, unknown> }>`
      SELECT payload FROM events WHERE entity = ${host.host.id} AND type = 'host.start_requested'`;
    expect(asked?.payload).toMatchObject({ requestId: request.id, replaces: old.agent.id });
  });
});
