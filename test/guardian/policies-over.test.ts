// What was done for a subject, once that is over: between two looks, while nobody watched.
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { deleteBudget } from "@/lib/costs/service";
import { getAction, putPolicy } from "@/lib/guardian/service";
import { resolveAlert } from "@/lib/monitoring/service";
import * as work from "@/lib/work/service";
import { aBudget } from "../costs/support/costs";
import "../support/embedded";
import { ADMIN, anAgent, aProject, aTask, claimNext, type Held } from "../support/makers";
import { change, rows } from "../support/sql";
import { complete } from "../work/support/acts";
import { actionsOf, anAlert, aPolicy, firingsOf, holdsFor, look, switchAllOff } from "./support/policies";

afterEach(switchAllOff);

const OVERRIDE = "[{ type: override_priority, task: subject, priority: CRITICAL }]";
const PAUSE = "[{ type: pause, scope: { ticket: subject } }]";

async function aHeldTask() {
  const project = await aProject();
  const task = await aTask({ project, priority: "HIGH" });
  return { project, task, agent: await anAgent({ project }) };
}

/** Claimed and completed between two looks. */
async function workOff(agent: Parameters<typeof claimNext>[0]): Promise<Held> {
  const held = await claimNext(agent);
  await complete(held);
  return held;
}

const livingOverrides = (taskId: string) =>
  rows`SELECT 1 FROM priority_overrides WHERE scope_target = ${taskId} AND ended_at IS NULL`;

describe("what a policy laid for a task", () => {
  it("is taken back when the task was claimed and completed between two looks", async () => {
    const { task, agent } = await aHeldTask();
    const text = readFileSync("config/guardian_policies/priority_override.yaml", "utf8");
    const policy = await putPolicy(ADMIN, "priority-override", {
      text: text.replace("every: 60s", "every: 15s"),
      mode: "enforce",
      expectedHash: null,
    });
    await change`UPDATE tasks SET enqueued_at = now() - interval '2 hours', available_at = now() - interval '2 hours' WHERE id = ${task.id}`;
    await look();
    await holdsFor(policy, 61);
    await look();
    expect(await livingOverrides(task.id)).toHaveLength(1);
    await workOff(agent);
    // The policies alone: the queue's own clock, which ends it as well, stands still.
    await look();
    expect(await livingOverrides(task.id)).toEqual([]);
    const [action] = await actionsOf(policy);
    expect(action).toMatchObject({ status: "reverted", revertCause: "rollback" });
    const told = await getAction(ADMIN, action?.id ?? "");
    expect(told.auditLog.at(-1)?.note).toBe("What it was done for is over: the task is completed.");
    expect((await firingsOf(policy))[0]).toMatchObject({ became: { status: "reverted", lasts: false } });
  });

  it("does not keep the policy from the next task, however few it may touch at a time", async () => {
    const { project, task, agent } = await aHeldTask();
    const policy = await aPolicy({
      when: `task.project == "${project.id}" && task.state == "pending"`,
      actions: OVERRIDE,
      limits: "{ per_hour: 100, max_targets: 1 }",
      rollback: `{ when: 'task.state != "pending"', keep_for: 0s, max_ttl: 2h }`,
    });
    await look();
    await workOff(agent);
    const next = await aTask({ project, priority: "HIGH" });
    await look();
    await look();
    expect((await firingsOf(policy)).map(({ subject }) => subject)).toEqual([next.id, task.id]);
  });

  it("is taken back whatever the rollback says of the task, once what it says of the whole holds too", async () => {
    const { task, agent } = await aHeldTask();
    const rule = (whole: string) => ({
      when: `task.id == "${task.id}"`,
      actions: PAUSE,
      rollback: `{ when: 'task.priority == "LOW" && ${whole}', keep_for: 0s }`,
    });
    const held = await claimNext(agent);
    const met = await aPolicy(rule("queue.pending >= 0"));
    const unmet = await aPolicy(rule("queue.pending > 1000000"));
    await look();
    await complete(held);
    await look();
    expect(await actionsOf(met)).toMatchObject([{ status: "reverted" }]);
    expect(await actionsOf(unmet)).toMatchObject([{ status: "executed" }]);
  });

  it("stays where it is that end: a cancelled task is not brought back for being cancelled", async () => {
    const { task } = await aHeldTask();
    const policy = await aPolicy({
      when: `task.id == "${task.id}"`,
      actions: "[{ type: cancel_task, task: subject }]",
      rollback: `{ when: 'task.priority == "LOW"', keep_for: 0s }`,
    });
    await look();
    await look();
    expect(await actionsOf(policy)).toMatchObject([{ status: "executed" }]);
    expect(await rows`SELECT state FROM tasks WHERE id = ${task.id}`).toEqual([{ state: "cancelled" }]);
  });

  it("stays for its time where the rollback does not speak of the task", async () => {
    const { task, agent } = await aHeldTask();
    const base = { when: `task.id == "${task.id}"`, actions: PAUSE };
    const held = await claimNext(agent);
    const [byTime, byQueue] = [
      await aPolicy({ ...base, rollback: "{ max_ttl: 10m }" }),
      await aPolicy({ ...base, rollback: "{ when: queue.pending > 1000000, max_ttl: 10m }" }),
    ];
    await look();
    await complete(held);
    await look();
    expect(await actionsOf(byTime)).toMatchObject([{ status: "executed" }]);
    expect(await actionsOf(byQueue)).toMatchObject([{ status: "executed" }]);
  });

  it("is taken back in its own rule's words where that speaks of the whole alone, whatever else was laid for the task", async () => {
    const { task, agent } = await aHeldTask();
    const rule = (when: string) => ({
      when: `task.id == "${task.id}"`,
      actions: PAUSE,
      rollback: `{ when: '${when}', keep_for: 0s }`,
    });
    const held = await claimNext(agent);
    const [byTask, byQueue] = [
      await aPolicy(rule('task.priority == "LOW"')),
      await aPolicy(rule("queue.pending >= 0")),
    ];
    await look();
    await complete(held);
    await look();
    const lastNote = async (policy: { name: string }) => {
      const [action] = await actionsOf(policy);
      return (await getAction(ADMIN, action?.id ?? "")).auditLog.at(-1)?.note;
    };
    expect(await lastNote(byTask)).toBe("What it was done for is over: the task is completed.");
    expect(await lastNote(byQueue)).toBe("queue.pending >= 0 has held for 0 s.");
  });
});

describe("what a policy laid", () => {
  it("for an alert is taken back when the alert is resolved, though nobody acknowledged it", async () => {
    const { task, project } = await aHeldTask();
    const alert = await anAlert("task_stuck", task.id, project.id);
    const policy = await aPolicy({
      trigger: "{ alert: task_stuck }",
      when: "alert.age_s >= 0 && !alert.is_acknowledged",
      actions: PAUSE,
      rollback: "{ when: alert.is_acknowledged, keep_for: 0s }",
    });
    await look();
    await look();
    expect(await actionsOf(policy)).toMatchObject([{ status: "executed" }]);
    await resolveAlert(ADMIN, alert.id, { note: "mended" });
    await look();
    expect(await actionsOf(policy)).toMatchObject([{ status: "reverted", revertCause: "rollback" }]);
  });

  it("for a budget is taken back when the budget is deleted, and not because budgets cannot be read", async () => {
    const project = await aProject();
    const scope = { kind: "project" as const, projectId: project.id };
    const budget = await aBudget({ scope, limit: "50", period: "once" });
    const policy = await aPolicy({
      when: `budget.id == "${budget.id}"`,
      actions: `[{ type: pause, scope: { phase: TESTING, project: subject } }]`,
      rollback: '{ when: budget.state == "exceeded", keep_for: 0s }',
    });
    await look();
    const inForce = [{ status: "executed" }];
    expect(await actionsOf(policy)).toMatchObject(inForce);
    await change`ALTER TABLE budgets RENAME TO budgets_away`;
    await look().finally(() => change`ALTER TABLE budgets_away RENAME TO budgets`);
    expect(await actionsOf(policy)).toMatchObject(inForce);
    await deleteBudget(ADMIN, budget.id);
    await look();
    expect(await actionsOf(policy)).toMatchObject([{ status: "reverted", revertCause: "rollback" }]);
  });

  it("on an agent stays when that retires, since it may come back; what it laid elsewhere for it does not", async () => {
    const { project, agent } = await aHeldTask();
    const rule = (scope: string) => ({
      when: `agent.id == "${agent.agent.id}"`,
      actions: `[{ type: pause, scope: ${scope} }]`,
      rollback: "{ when: agent.failure_streak > 100, keep_for: 0s }",
    });
    const own = await aPolicy(rule("{ agent: subject }"));
    const elsewhere = await aPolicy(rule(`{ phase: TESTING, project: ${project.id} }`));
    await look();
    await work.drainAgent(agent.key.actor, agent.agent.id);
    await work.tick();
    expect(await rows`SELECT state FROM agents WHERE id = ${agent.agent.id}`).toEqual([{ state: "retired" }]);
    await look();
    expect(await actionsOf(own)).toMatchObject([{ status: "executed" }]);
    expect(await actionsOf(elsewhere)).toMatchObject([{ status: "reverted", revertCause: "rollback" }]);
  });
});
