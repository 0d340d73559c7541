// The life of an alert: raised once, counted, grouped, eased, ended, and back again.
import { beforeEach, describe, expect, it } from "vitest";
import * as monitoring from "@/lib/monitoring/service";
import { evaluateNow, raiseAlert, resolveAlertsOf } from "@/lib/monitoring/service";
import { transact } from "@/lib/platform/db/transact";
import "../support/embedded";
import { ADMIN, aProject, aTask, aTicket } from "../support/makers";
import { eventsOf, rows } from "../support/sql";
import { createAll } from "../work/support/acts";
import { age, ageConditions, alertOf, alertsOf, evaluate, rulesOf } from "./support/alerts";
import { allQuiet, emptyQueue, queueRule, raised, wait } from "./support/queue";

beforeEach(allQuiet);

describe("an alert", () => {
  it("is raised once, however often it is found, and counted", async () => {
    const { id, count } = await raised();
    expect(count).toBe(1);
    await wait(2);
    const [again, ...more] = await evaluate(queueRule());
    expect(more).toEqual([]);
    expect(again).toMatchObject({ id, count: 2, title: "5 wait", facts: { "queue.pending": 5 } });
    expect(await eventsOf(id)).toEqual(["alert.raised"]);
    const [event] = await rows<{ payload: unknown }>`SELECT payload FROM events WHERE entity = ${id}`;
    expect(event?.payload).toMatchObject({
      rule: "queue_long",
      severity: "warning",
      title: "3 wait",
      entity: null,
      labels: {},
      routes: ["ops"],
    });
  });

  it("is not raised before its condition has held for as long as the rule says, without a break", async () => {
    const rules = queueRule("for: 2m");
    await wait(3);
    expect(await evaluate(rules)).toEqual([]);
    await ageConditions(110);
    expect(await evaluate(rules)).toEqual([]);
    await emptyQueue();
    await evaluate(rules);
    await wait(3);
    await evaluate(rules);
    await ageConditions(110);
    expect(await evaluate(rules)).toEqual([]);
    await ageConditions(11);
    expect(await evaluate(rules)).toHaveLength(1);
  });

  it("resolves itself when its condition has been over for long enough, not before", async () => {
    const { id } = await raised();
    await emptyQueue();
    await evaluate(queueRule());
    await age(id, 50);
    expect(await evaluate(queueRule())).toHaveLength(1);
    await age(id, 11);
    expect(await evaluate(queueRule())).toEqual([]);
    expect((await alertOf(id)).resolved).toMatchObject({
      name: "Monitor",
      note: "Its condition does not hold any more.",
    });
  });

  it("forgets that it was easing when its condition holds again", async () => {
    const { id } = await raised();
    await emptyQueue();
    await evaluate(queueRule());
    await age(id, 50);
    await wait(3);
    await evaluate(queueRule());
    await emptyQueue();
    await evaluate(queueRule());
    await age(id, 50);
    expect(await evaluate(queueRule())).toHaveLength(1);
  });

  it("stays between where it began and where it is over", async () => {
    const rules = queueRule("clear_below: 1");
    const { id } = await raised(rules);
    await emptyQueue();
    await wait(1);
    await evaluate(rules);
    expect((await alertOf(id)).clearSince).toBeNull();
    await emptyQueue();
    await evaluate(rules);
    expect((await alertOf(id)).clearSince).not.toBeNull();
  });

  it("that comes back soon is the same one, opened again; later it is another", async () => {
    const { id } = await raised();
    await monitoring.resolveAlert(ADMIN, id, { note: "Gone." });
    const [back] = await evaluate(queueRule());
    expect(back).toMatchObject({ id, state: "raised", timesReopened: 1, resolved: null });
    expect(await eventsOf(id)).toEqual(["alert.raised", "alert.resolved", "alert.raised"]);
    await monitoring.resolveAlert(ADMIN, id, { note: "Gone." });
    await age(id, 601);
    const [other] = await evaluate(queueRule());
    expect(other?.id).not.toBe(id);
  });

  it("ends when its rule is not in the file any more", async () => {
    const { id } = await raised();
    await evaluateNow(rulesOf("rules: []"));
    expect((await alertOf(id)).resolved?.note).toBe("Its rule is not in the file any more.");
  });

  it("that nobody acknowledges is escalated when the rule says so, once; one that somebody has is not", async () => {
    const rules = queueRule("escalate_after: 10m");
    const { id } = await raised(rules);
    await age(id, 601);
    await evaluate(rules);
    await evaluate(rules);
    expect((await alertOf(id)).escalated).toMatchObject({
      name: "Monitor",
      reason: "Nobody has acknowledged it in time.",
    });
    expect((await eventsOf(id)).filter((type) => type === "alert.escalated")).toHaveLength(1);
    await monitoring.resolveAlert(ADMIN, id, { note: "n" });
    await evaluate(rules);
    await monitoring.acknowledgeAlert(ADMIN, id, {});
    await age(id, 601);
    await evaluate(rules);
    expect((await alertOf(id)).escalated).toBeNull();
  });

  it("of one group is told of once: the others join the first", async () => {
    const project = await aProject();
    const tasks = await createAll(await aTicket({ project }), [{ title: "a" }, { title: "b" }]);
    const foreign = await aTask({ title: "c" });
    const rules = rulesOf(`
rules:
  - name: waits
    title: "{task.title} waits"
    each: task
    when: { metric: task.pending_s, at_least: 0 }
    severity: info
    group_by: [task.project]
    routes: [ops]
`);
    const alerts = await evaluate(rules);
    const of = (task: { id: string } | undefined) => alerts.find(({ entity }) => entity === task?.id);
    const [first, second] = tasks.map(of).sort((a, b) => ((a?.id ?? "") < (b?.id ?? "") ? -1 : 1));
    expect(first?.leaderId).toBeNull();
    expect(second?.leaderId).toBe(first?.id);
    expect(of(foreign)?.leaderId).toBeNull();
    expect((await alertOf(first?.id ?? "")).groupSize).toBe(2);
    const found = await alertsOf({ group: first?.group });
    expect(found.map(({ entity }) => entity).sort()).toEqual(tasks.map(({ id }) => id).sort());
  });

  it("of one rule is raised for 200 things at most, 50 at a look: what holds for more is one thing that is wrong", async () => {
    await wait(210);
    const rules = rulesOf(`
rules:
  - name: waits
    title: "{task.title} waits"
    each: task
    when: { metric: task.pending_s, at_least: 0 }
    severity: info
`);
    for (let looks = 1; looks <= 5; looks += 1) {
      await evaluateNow(rules);
      const live = await rows`SELECT 1 FROM alerts WHERE rule = 'waits' AND state <> 'resolved'`;
      expect(live).toHaveLength(Math.min(200, 50 * looks));
    }
  });
});

describe("a room above", () => {
  it("raises an alert in its own transaction, finds it again, and resolves it", async () => {
    const task = await aTask();
    const alert = {
      rule: "policy_faulted",
      severity: "warning" as const,
      title: "A fact is missing.",
      entity: task.id,
      projectId: task.projectId,
      labels: { policy: "p" },
    };
    const raiseOne = (own: object = {}) => transact("test", (tx) => raiseAlert(tx, { ...alert, ...own }));
    const first = await raiseOne();
    expect(first.isNew).toBe(true);
    expect(await raiseOne({ title: "Still." })).toEqual({ id: first.id, isNew: false });
    expect((await raiseOne({ labels: { policy: "q" } })).isNew).toBe(true);
    await expect(
      transact("test", async (tx) => {
        await raiseAlert(tx, { ...alert, entity: null });
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(await alertsOf({ rule: "policy_faulted" })).toHaveLength(2);
    const count = await transact("test", (tx) =>
      resolveAlertsOf(tx, "policy_faulted", task.id, "There again."),
    );
    expect(count).toBe(2);
    await evaluateNow(queueRule());
    expect((await alertOf(first.id)).resolved?.note).toBe("There again.");
  });
});
