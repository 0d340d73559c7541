// An agent that nobody hears of is told of, whatever else is so of it.
import { beforeEach, describe, expect, it } from "vitest";
import { evaluateNow } from "@/lib/monitoring/service";
import { watchNow } from "@/lib/monitoring/service/watchdog";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, anAgent, aProject, claimOne } from "../support/makers";
import { change, rows } from "../support/sql";
import { aHost, requestsOf, started } from "../work/support/hosts";
import { age, alertOf, alertsOf } from "./support/alerts";
import { shippedRules } from "./support/shipped";

const rules = shippedRules();
const lostOf = async (agent: { id: string }) => {
  await evaluateNow(rules);
  return alertsOf({ rule: "agent_lost", entity: agent.id, state: "live" });
};
const fallSilent = async (agent: { id: string }) => {
  await change`UPDATE agents SET last_heartbeat_at = now() - interval '3 minutes' WHERE id = ${agent.id}`;
  await work.tick();
};
const setAside = (agent: { id: string }) =>
  work.quarantineAgent(ADMIN, agent.id, { reason: "I look into it." });

beforeEach(async () => {
  await change`UPDATE tasks SET state = 'cancelled', finished_at = now() WHERE finished_at IS NULL`;
  await change`UPDATE attempts SET ended_at = now(), outcome = 'cancelled' WHERE ended_at IS NULL`;
  await change`UPDATE agents SET state = 'retired', load = 0`;
  await change`DELETE FROM alerts`;
});

describe("an agent in quarantine that falls silent", () => {
  it("is an alert at once, and stays aside; heard of again, the alert is over", async () => {
    const { agent, key } = await anAgent({ project: await aProject() });
    await setAside(agent);
    expect(await lostOf(agent)).toEqual([]);
    await fallSilent(agent);
    const [alert] = await lostOf(agent);
    expect(alert?.title).toBe(`${agent.name} is lost: not heard of for 3 min`);
    expect(await work.getAgent(ADMIN, agent.id)).toMatchObject({ status: "quarantined", isSilent: true });
    await work.beat(key.actor, agent.id, { attempts: [], isDraining: false, waitMs: 0 });
    await evaluateNow(rules);
    await age(alert?.id ?? "", 61);
    expect(await lostOf(agent)).toEqual([]);
    expect(await work.getAgent(ADMIN, agent.id)).toMatchObject({ status: "quarantined", isSilent: false });
  });

  it("loses what it holds as a lost one does: its task is back in the queue", async () => {
    const { agent, task, ref } = await claimOne();
    await setAside(agent);
    await change`UPDATE attempts SET lease_until = now() + interval '1 hour' WHERE id = ${ref.attemptId}`;
    await fallSilent(agent);
    expect((await work.getTask(ADMIN, task.id)).state).toBe("pending");
    const [attempt] = await rows`SELECT outcome FROM attempts WHERE id = ${ref.attemptId}`;
    expect(attempt).toEqual({ outcome: "lost" });
  });

  it("is the same alert before and after the quarantine ends", async () => {
    const { agent } = await anAgent({ project: await aProject() });
    await setAside(agent);
    await fallSilent(agent);
    const [before] = await lostOf(agent);
    await work.reinstateAgent(ADMIN, agent.id);
    await work.tick();
    const [after] = await lostOf(agent);
    expect([after?.id, after?.clearSince]).toEqual([before?.id, null]);
  });

  it("is left alone by the watchdog: somebody has it in hand, and is told", async () => {
    const { agent } = await started(await aHost({ agentsMax: 3 }));
    await setAside(agent);
    await fallSilent(agent);
    const [alert] = await lostOf(agent);
    await watchNow(rules);
    expect((await alertOf(alert?.id ?? "")).remedies).toMatchObject([
      { outcome: "held", detail: "Left alone: The agent is quarantined." },
    ]);
  });
});

describe("an agent that was replaced", () => {
  it("is missed no more while another is in its place, or was since it was last heard of", async () => {
    const host = await aHost({ agentsMax: 3 });
    const { agent } = await started(host);
    await fallSilent(agent);
    const [alert] = await lostOf(agent);
    await watchNow(rules);
    await evaluateNow(rules);
    await age(alert?.id ?? "", 61);
    expect(await lostOf(agent)).toEqual([]);
    const request = (await requestsOf(host)).find(({ replaces }) => replaces === agent.id);
    await change`UPDATE host_requests SET status = 'done', ended_at = now() WHERE id = ${request?.id ?? ""}`;
    expect(await lostOf(agent)).toEqual([]);
  });

  it("is missed again when it came back since and fell silent in another quarantine", async () => {
    const host = await aHost({ agentsMax: 3 });
    const { agent } = await started(host);
    const { agent: other } = await started(host);
    await setAside(agent);
    await change`
      UPDATE host_requests SET replaces = ${agent.id}, ended_at = now(), created_at = now() - interval '1 hour'
      WHERE agent_id = ${other.id}`;
    await fallSilent(agent);
    expect(await lostOf(agent)).toHaveLength(1);
  });
});
