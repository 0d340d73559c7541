// Every shipped rule finds what it is for, and nothing else.
import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { parseRules } from "@/lib/monitoring/rules/parse";
import { evaluateNow, provideMonitoringGauges, sampleNow } from "@/lib/monitoring/service";
import { provideGauges } from "@/lib/platform/metrics/sources";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, anAgent, aTask, aTicket, claimNext, claimOne } from "../support/makers";
import { change } from "../support/sql";
import { complete, createAll, fail, hold, take } from "../work/support/acts";
import { aHost, beat, silence } from "../work/support/hosts";
import { ageConditions, evaluate } from "./support/alerts";

const SHIPPED = parseRules(readFileSync("config/alert_rules.yaml", "utf8"), "alert_rules.yaml");

/** One shipped rule alone. */
function shipped(name: string) {
  const rule = SHIPPED.rules.find((one) => one.name === name);
  if (!rule) throw new Error(`${name} is not shipped.`);
  return { ...SHIPPED, rules: [rule] };
}

async function found(name: string) {
  const rules = shipped(name);
  await evaluate(rules);
  await ageConditions(rules.rules[0]?.forSeconds ?? 0);
  return evaluate(rules);
}
const entities = async (name: string) => (await found(name)).map(({ entity }) => entity);

const waited = ({ id }: { id: string }, seconds: number) => change`
  UPDATE tasks SET enqueued_at = enqueued_at - make_interval(secs => ${seconds}),
    available_at = available_at - make_interval(secs => ${seconds}) WHERE id = ${id}`;
const ran = ({ id }: { id: string }, seconds: number) => change`
  UPDATE attempts SET claimed_at = claimed_at - make_interval(secs => ${seconds}),
    started_at = claimed_at - make_interval(secs => ${seconds}) WHERE task_id = ${id} AND ended_at IS NULL`;

/** What one test leaves must not wait, run or fail in the next. */
beforeEach(async () => {
  await change`UPDATE tasks SET state = 'cancelled', finished_at = now() - interval '1 day' WHERE state <> 'cancelled'`;
  await change`UPDATE attempts SET ended_at = now() - interval '1 day', outcome = 'cancelled' WHERE outcome IS DISTINCT FROM 'cancelled'`;
  await change`UPDATE agents SET state = 'retired', load = 0`;
  await change`UPDATE runner_hosts SET state = 'retired'`;
  await change`DELETE FROM alerts`;
  await change`DELETE FROM alert_conditions`;
});

describe("task_stuck", () => {
  it("finds a critical task that waits while no slot is free; none that is blocked, held, young or not critical", async () => {
    const busy = await claimOne();
    const { project } = busy;
    const ticket = await aTicket({ project });
    const stuck = await aTask({ ticket, priority: "CRITICAL", title: "Stop the leak" });
    const blocked = await aTask({ ticket, priority: "CRITICAL", dependsOn: [stuck.id] });
    const high = await aTask({ ticket, priority: "HIGH" });
    await aTask({ ticket, priority: "CRITICAL", title: "young" });
    const other = await aTicket({ project });
    const held = await aTask({ ticket: other, priority: "CRITICAL" });
    await hold({ kind: "ticket", ticketId: other.id });
    await work.tick();
    for (const task of [stuck, blocked, high, held]) await waited(task, 130);
    const [alert, ...more] = await found("task_stuck");
    expect(more).toEqual([]);
    expect(alert).toMatchObject({
      entity: stuck.id,
      title: "A critical task is stuck: Stop the leak",
      severity: "critical",
      state: "raised",
      projectId: project.id,
      routes: ["critical"],
    });
    expect(alert?.facts).toMatchObject({ "task.priority": "CRITICAL", "task.free_slots": 0 });
  });

  it("counts the waiting of a task from the end of what it waited for, not from its making", async () => {
    const busy = await claimOne();
    const { project } = busy;
    const ticket = await aTicket({ project });
    const before = await aTask({ ticket, priority: "LOW" });
    const after = await aTask({ ticket, priority: "CRITICAL", dependsOn: [before.id] });
    await complete(busy);
    await waited(after, 5000);
    await complete(await claimNext(busy));
    await change`UPDATE agents SET state = 'retired'`;
    expect(await entities("task_stuck")).toEqual([]);
    await change`UPDATE tasks SET finished_at = finished_at - interval '130 seconds' WHERE id = ${before.id}`;
    expect(await entities("task_stuck")).toEqual([after.id]);
  });

  it("finds one past twice its timeout, and one that has written nothing for a quarter of an hour", async () => {
    const over = await claimOne({ priority: "CRITICAL", timeoutSeconds: 60 });
    const silent = await claimOne({ priority: "CRITICAL", timeoutSeconds: 86_400 });
    await work.startTask(silent.key.actor, silent.task.id, silent.ref);
    await ran(over.task, 90);
    await ran(silent.task, 840);
    expect(await entities("task_stuck")).toEqual([]);
    await ran(over.task, 31);
    await ran(silent.task, 61);
    expect((await entities("task_stuck")).sort()).toEqual([over.task.id, silent.task.id].sort());
    const output = { attemptId: silent.ref.attemptId, fence: silent.ref.fence, offset: 0, text: "alive\n" };
    await work.appendLog(silent.key.actor, silent.task.id, output);
    await evaluate(shipped("task_stuck"));
    await change`UPDATE alerts SET clear_since = clear_since - interval '1 minute'`;
    expect(await entities("task_stuck")).toEqual([over.task.id]);
  });
});

it("task_overdue and task_silent find those that are not critical", async () => {
  const over = await claimOne({ timeoutSeconds: 60 });
  const silent = await claimOne({ timeoutSeconds: 86_400 });
  await work.startTask(silent.key.actor, silent.task.id, silent.ref);
  await ran(over.task, 121);
  await ran(silent.task, 1801);
  expect(await entities("task_overdue")).toEqual([over.task.id]);
  expect(await entities("task_silent")).toEqual([silent.task.id]);
});

it("leases_lost finds a task whose agents vanished twice", async () => {
  const { task, project } = await claimOne({ maxAttempts: 5 });
  const lose = async () => {
    await change`UPDATE attempts SET lease_until = now() - interval '1 second' WHERE task_id = ${task.id} AND ended_at IS NULL`;
    await work.expireLeases();
  };
  await lose();
  expect(await entities("leases_lost")).toEqual([]);
  await take(await anAgent({ project }));
  await lose();
  expect(await entities("leases_lost")).toEqual([task.id]);
});

it("queue_overflow begins above 500 tasks and is over below 400, not in between", async () => {
  const ticket = await aTicket();
  const tasks = await createAll(
    ticket,
    Array.from({ length: 500 }, () => ({})),
  );
  expect(await found("queue_overflow")).toEqual([]);
  tasks.push(await aTask({ ticket }));
  const [alert] = await found("queue_overflow");
  expect(alert?.title).toMatch(/^501 tasks wait/);
  const end = (count: number) => change`
    UPDATE tasks SET state = 'cancelled', finished_at = now() WHERE id IN (SELECT id FROM tasks
      WHERE ticket_id = ${ticket.id} AND state = 'pending' LIMIT ${count})`;
  await end(tasks.length - 450);
  await evaluate(shipped("queue_overflow"));
  expect((await evaluate(shipped("queue_overflow")))[0]?.clearSince).toBeNull();
  await end(51);
  expect((await evaluate(shipped("queue_overflow")))[0]?.clearSince).not.toBeNull();
});

it("failure_rate_high finds a fleet that fails most of what it does", async () => {
  const { project, ...held } = await claimOne({ capacity: 9 });
  await complete(held);
  const ticket = await aTicket({ project });
  for (let n = 0; n < 2; n += 1) {
    await aTask({ ticket });
    await fail(await claimNext(held));
  }
  expect(await found("failure_rate_high")).toEqual([]);
  for (let n = 0; n < 2; n += 1) {
    await aTask({ ticket });
    await fail(await claimNext(held));
  }
  const [alert] = await found("failure_rate_high");
  expect(alert?.title).toBe("80 % of the attempts of the last 15 minutes failed");
});

it("agent_lost finds an agent that is not heard of", async () => {
  const { agent } = await claimOne();
  await change`UPDATE agents SET last_heartbeat_at = now() - interval '1 hour' WHERE id = ${agent.id}`;
  expect(await entities("agent_lost")).toEqual([]);
  await work.reviewAgents();
  const [alert] = await found("agent_lost");
  expect(alert).toMatchObject({ entity: agent.id, title: `${agent.name} is lost: not heard of for 1 h` });
});

it("agent_failing finds an agent that fails everything, and none that completed something in between", async () => {
  const fails = async (held: Awaited<ReturnType<typeof claimOne>>, count: number) => {
    const ticket = await aTicket({ project: held.project });
    for (let n = 0; n < count; n += 1) {
      await aTask({ ticket });
      await fail(await claimNext(held));
    }
  };
  const bad = await claimOne();
  const mixed = await claimOne();
  await fail(bad);
  await fails(bad, 3);
  await fail(mixed);
  await fails(mixed, 4);
  expect(await entities("agent_failing")).toEqual([mixed.agent.id]);
  await fails(bad, 1);
  const ticket = await aTicket({ project: mixed.project });
  await aTask({ ticket });
  await complete(await claimNext(mixed));
  await evaluate(shipped("agent_failing"));
  await change`UPDATE alerts SET clear_since = clear_since - interval '10 minutes'`;
  expect(await entities("agent_failing")).toEqual([bad.agent.id]);
});

it("retries_exhausted finds what failed with its last attempt, until somebody runs it again", async () => {
  const { task, ...held } = await claimOne({ maxAttempts: 1 });
  await fail({ ...held, task }, true);
  const early = await claimOne({ maxAttempts: 3 });
  await fail(early);
  const [alert] = await found("retries_exhausted");
  expect(alert).toMatchObject({ entity: task.id, title: `“${task.title}” failed for good after 1 attempt` });
  await work.rerunTask(ADMIN, task.id, {});
  expect(await entities("retries_exhausted")).toEqual([]);
});

it("host_offline finds a host that is not heard of, and no other", async () => {
  const host = await aHost();
  const other = await aHost();
  await beat(other);
  await silence(host, 3600);
  expect(await entities("host_offline")).toEqual([host.host.id]);
});

it("spend_rate_high compares the gauge that costs give, and decides nothing before it was sampled", async () => {
  const rules = shipped("spend_rate_high");
  const [verdict] = await evaluateNow(rules);
  expect(verdict?.problem).toContain("omoios_spend_usd_per_hour");
  let usd = 100.5;
  provideMonitoringGauges();
  provideGauges({
    name: "costs",
    isShared: true,
    gauges: { omoios_spend_usd_per_hour: { help: "h" } },
    read: async () => [{ gauge: "omoios_spend_usd_per_hour", value: usd }],
  });
  await sampleNow();
  const [alert] = await found("spend_rate_high");
  expect(alert?.title).toBe("100.5 USD were spent in the last hour");
  usd = 90;
  await change`UPDATE monitor_samples SET at = at - interval '30 seconds'`;
  await sampleNow();
  expect((await evaluate(rules))[0]?.clearSince).toBeNull();
});
