// What the watchdog tries by itself, how often, and when it calls for more authority.
import { beforeEach, describe, expect, it } from "vitest";
import { acknowledgeAlert } from "@/lib/monitoring/service";
import { watchNow } from "@/lib/monitoring/service/watchdog";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, anAgent, aTask, claimNext, claimOne, type Held } from "../support/makers";
import { auditOf, change, eventsOf, rows } from "../support/sql";
import { hold, take } from "../work/support/acts";
import { aHost, requestsOf, silence, started } from "../work/support/hosts";
import { age, alertOf, evaluate, lostRules, rulesOf } from "./support/alerts";

const overdue = (remedies: string) =>
  rulesOf(`
rules:
  - name: task_overdue
    title: "{task.title} is overdue"
    each: task
    when: { metric: task.running_s, above: 2, times: task.timeout_s }
    severity: critical
    clear_for: 0s
    remedies: [${remedies}]
    cool_down: 5m
`);

const LOST = lostRules("clear_for: 0s", "cool_down: 5m");

const FAILOVER = overdue("fail_over, fail_over");

const runsTooLong = ({ task }: Held) => change`
  UPDATE attempts SET claimed_at = now() - make_interval(secs => ${task.timeoutSeconds * 2 + 60}) WHERE task_id = ${task.id} AND ended_at IS NULL`;

async function anOverdueTask(own: { maxAttempts?: number; timeoutSeconds?: number } = {}) {
  const held = await claimOne({ timeoutSeconds: 60, maxAttempts: 5, ...own });
  await runsTooLong(held);
  return held;
}

async function theAlert(rules = FAILOVER) {
  const [alert] = await evaluate(rules);
  if (!alert) throw new Error("Nothing was raised.");
  return alert;
}
const remediesOf = async ({ id }: { id: string }) =>
  (await alertOf(id)).remedies.map(({ kind, outcome }) => `${kind} ${outcome}`).reverse();

beforeEach(async () => {
  await change`UPDATE tasks SET state = 'cancelled', finished_at = now() WHERE finished_at IS NULL`;
  await change`UPDATE attempts SET ended_at = now(), outcome = 'cancelled' WHERE ended_at IS NULL`;
  await change`UPDATE agents SET state = 'retired', load = 0`;
  await change`DELETE FROM alerts`;
  await change`DELETE FROM watchdog_remedies`;
});

describe("failing over", () => {
  it("takes the task from its agent, keeps that from claiming, and another takes it", async () => {
    const held = await anOverdueTask();
    const other = await anAgent({ project: held.project });
    const alert = await theAlert();
    await watchNow(FAILOVER);
    expect(await take(held)).toEqual([]);
    expect((await claimNext(other)).task.id).toBe(held.task.id);
    expect(await remediesOf(alert)).toEqual(["fail_over done"]);
    expect(await eventsOf(alert.id)).toEqual(["alert.raised", "watchdog.remedy_tried"]);
    expect(await auditOf(held.task.id)).toContainEqual(
      expect.objectContaining({ act: "watchdog.fail_over", actor: "watchdog" }),
    );
    const [laid] = await rows`SELECT owner, authority, expires_at FROM holds WHERE ended_at IS NULL`;
    expect(laid).toMatchObject({ owner: "watchdog", authority: 2, expires_at: expect.any(Date) });
    await expect(
      work.completeTask(held.key.actor, held.task.id, { ...held.ref, result: {}, usage: null }),
    ).rejects.toMatchObject({
      code: "lease_lost",
    });
    await evaluate(FAILOVER);
    expect((await alertOf(alert.id)).state).toBe("resolved");
  });

  it("is not tried again before the cool-down is over, and after the last one it is escalated, once", async () => {
    const held = await anOverdueTask();
    const second = await anAgent({ project: held.project });
    await anAgent({ project: held.project });
    const alert = await theAlert();
    await watchNow(FAILOVER);
    await runsTooLong(await claimNext(second));
    await evaluate(FAILOVER);
    await watchNow(FAILOVER);
    expect(await remediesOf(alert)).toEqual(["fail_over done"]);
    await age(alert.id, 301);
    await watchNow(FAILOVER);
    expect(await remediesOf(alert)).toEqual(["fail_over done", "fail_over done"]);
    const third = await anAgent({ project: held.project });
    await runsTooLong(await claimNext(third));
    await evaluate(FAILOVER);
    await age(alert.id, 290);
    await watchNow(FAILOVER);
    expect((await alertOf(alert.id)).escalated).toBeNull();
    await age(alert.id, 11);
    await watchNow(FAILOVER);
    await watchNow(FAILOVER);
    expect((await alertOf(alert.id)).escalated).toMatchObject({ name: "Watchdog" });
    expect((await eventsOf(alert.id)).filter((type) => type === "alert.escalated")).toHaveLength(1);
  });

  it("is refused once where nobody else could take the task, not tried again, and escalated at once", async () => {
    const held = await anOverdueTask();
    const alert = await theAlert();
    await watchNow(FAILOVER);
    await watchNow(FAILOVER);
    await watchNow(FAILOVER);
    expect(await remediesOf(alert)).toEqual(["fail_over refused"]);
    expect((await alertOf(alert.id)).escalated?.reason).toContain(
      "No other agent that is online could do it.",
    );
    const [attempt] = await rows<{ ended: boolean }>`
      SELECT ended_at IS NOT NULL AS ended FROM attempts WHERE id = ${held.ref.attemptId}`;
    expect(attempt?.ended).toBe(false);
  });
});

it("does not put one agent after the other aside: where the others are held there is nobody to fail over to", async () => {
  const first = await anOverdueTask();
  const other = await anAgent({ project: first.project });
  await hold({ kind: "agent", agentId: other.agent.id });
  const alert = await theAlert();
  await watchNow(FAILOVER);
  expect(await remediesOf(alert)).toEqual(["fail_over refused"]);
});

it("goes on with another kind of remedy at once where one could not be done", async () => {
  await anOverdueTask();
  const rules = overdue("fail_over, release_claims, fail_over");
  const alert = await theAlert(rules);
  await watchNow(rules);
  await watchNow(rules);
  expect(await remediesOf(alert)).toEqual(["fail_over refused", "release_claims done"]);
});

describe("releasing", () => {
  it("never takes the last attempt: the task would have failed by it", async () => {
    const held = await anOverdueTask({ maxAttempts: 1 });
    const rules = overdue("release_claims");
    const alert = await theAlert(rules);
    await watchNow(rules);
    expect(await remediesOf(alert)).toEqual(["release_claims refused"]);
    const task = await work.getTask(ADMIN, held.task.id);
    expect(task.state).toBe("claimed");
  });

  it("leaves alone what somebody of higher authority has in hand, without escalating, and acts when that is over", async () => {
    const held = await anOverdueTask();
    const laid = await hold({ kind: "ticket", ticketId: held.task.ticketId }, { reason: "I look into it." });
    const rules = overdue("release_claims");
    const alert = await theAlert(rules);
    await watchNow(rules);
    await age(alert.id, 301);
    await watchNow(rules);
    expect(await remediesOf(alert)).toEqual(["release_claims held", "release_claims held"]);
    expect((await alertOf(alert.id)).remedies[0]?.detail).toBe("Left alone: a hold by Ada: I look into it.");
    await work.endHold(ADMIN, laid.id, {});
    await age(alert.id, 301);
    await watchNow(rules);
    expect((await remediesOf(alert)).at(-1)).toBe("release_claims done");
  });

  it("leaves an alert to the person who has acknowledged it", async () => {
    await anOverdueTask();
    const rules = overdue("release_claims");
    const alert = await theAlert(rules);
    await acknowledgeAlert(ADMIN, alert.id, {});
    await watchNow(rules);
    expect(await remediesOf(alert)).toEqual([]);
  });

  it("does not touch a task whose alert is on its way to be over", async () => {
    const held = await anOverdueTask();
    const rules = overdue("release_claims");
    const slow = { ...rules, rules: rules.rules.map((rule) => ({ ...rule, clearForSeconds: 60 })) };
    const alert = await theAlert(slow);
    await change`UPDATE attempts SET claimed_at = now() WHERE task_id = ${held.task.id}`;
    await evaluate(slow);
    await watchNow(slow);
    expect(await remediesOf(alert)).toEqual([]);
  });
});

describe("restarting", () => {
  const lose = async (agent: { id: string }) => {
    await change`UPDATE agents SET last_heartbeat_at = now() - interval '1 hour' WHERE id = ${agent.id}`;
    await work.reviewAgents();
  };

  it("asks the host that started a lost agent for another in its place, once", async () => {
    const host = await aHost({ agentsMax: 3 });
    const { agent, request } = await started(host);
    await lose(agent);
    const alert = await theAlert(LOST);
    await watchNow(LOST);
    await watchNow(LOST);
    expect(await remediesOf(alert)).toEqual(["restart_agent done"]);
    const asked = (await requestsOf(host)).filter(({ id }) => id !== request.id);
    expect(asked).toMatchObject([{ status: "requested", template: "coder", requestedBy: "watchdog" }]);
  });

  it("puts the old agent aside for the rule's time: then it works again, or when it is heard of again", async () => {
    const host = await aHost({ agentsMax: 3 });
    const { agent } = await started(host);
    await lose(agent);
    const rules = lostRules("aside_for: 20m");
    await theAlert(rules);
    await watchNow(rules);
    const stateOf = async () => (await work.getAgent(ADMIN, agent.id)).status;
    const [laid] = await rows<{ seconds: number }>`
      SELECT extract(epoch FROM state_until - updated_at)::int AS seconds FROM agents WHERE id = ${agent.id}`;
    expect([await stateOf(), laid?.seconds]).toEqual(["quarantined", 1200]);
    const { statusUntil } = await work.getAgent(ADMIN, agent.id);
    expect(Date.parse(statusUntil ?? "") - Date.now()).toBeGreaterThan(1_100_000);
    await work.tick();
    expect(await stateOf()).toBe("quarantined");
    await change`UPDATE agents SET state_until = now() WHERE id = ${agent.id}`;
    await work.tick();
    // Nobody has heard of it since: it would only be lost again, and another be started.
    expect(await stateOf()).toBe("quarantined");
    await work.beat(host.key.actor, agent.id, { attempts: [], isDraining: false, waitMs: 0 });
    await work.tick();
    await work.tick();
    expect(await stateOf()).toBe("idle");
    expect(await auditOf(agent.id)).toMatchObject([
      ...[{ act: "agent.quarantine", actor: "watchdog" }, { act: "watchdog.restart_agent" }],
      { act: "agent.reinstate", actor: "system", reason: "Its time was over." },
    ]);
    const task = await aTask({ project: host.project });
    expect((await claimNext({ agent, key: host.key })).task.id).toBe(task.id);
  });

  it("raises nothing about an agent that it put aside, which came back and was then stopped in good order", async () => {
    const host = await aHost({ agentsMax: 3 });
    const { agent } = await started(host);
    await lose(agent);
    const alert = await theAlert(LOST);
    await watchNow(LOST);
    await work.beat(host.key.actor, agent.id, { attempts: [], isDraining: false, waitMs: 0 });
    await evaluate(LOST);
    expect((await alertOf(alert.id)).state).toBe("resolved");
    await work.drainAgent(host.key.actor, agent.id);
    await change`UPDATE agents SET state_until = now() WHERE id = ${agent.id}`;
    await work.tick();
    await change`UPDATE agents SET last_heartbeat_at = now() - interval '1 hour' WHERE id = ${agent.id}`;
    await work.tick();
    expect((await work.getAgent(ADMIN, agent.id)).status).toBe("retired");
    expect((await evaluate(LOST)).filter(({ state }) => state !== "resolved")).toEqual([]);
  });

  it("leaves a quarantine that somebody laid for good to whoever lifts it", async () => {
    const { agent } = await claimOne();
    await work.quarantineAgent(ADMIN, agent.id, { reason: "I look into it." });
    await work.tick();
    const [row] = await rows`SELECT state, state_until FROM agents WHERE id = ${agent.id}`;
    expect(row).toEqual({ state: "quarantined", state_until: null });
  });

  it("is refused where the host is gone: the alert is escalated with what was tried", async () => {
    const host = await aHost();
    const { agent } = await started(host);
    await silence(host, 3600);
    await lose(agent);
    const alert = await theAlert(LOST);
    await watchNow(LOST);
    await watchNow(LOST);
    expect(await remediesOf(alert)).toEqual(["restart_agent refused"]);
    const { escalated, severity } = await alertOf(alert.id);
    expect(escalated?.reason).toMatch(/^The watchdog could not mend it. Tried: a new agent: .*is offline/);
    const [event] = await rows<{ payload: Record<string, unknown>; actor: string }>`
      SELECT payload, actor FROM events WHERE entity = ${alert.id} AND type = 'alert.escalated'`;
    expect(event).toMatchObject({
      actor: "watchdog",
      payload: { rule: "agent_lost", severity, title: alert.title, entity: agent.id, labels: {} },
    });
  });

  it("is not done for an agent that no host started: a person did, and knows why", async () => {
    const { agent } = await claimOne();
    await lose(agent);
    const alert = await theAlert(LOST);
    await watchNow(LOST);
    expect((await alertOf(alert.id)).remedies[0]?.detail).toBe(
      "No host started it, so none can start it again: start it where it ran, or retire it.",
    );
  });
});
