// From an alert that nobody mends to a policy that acts, without anybody looking: the chain as it runs by itself.
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startPolicies } from "@/lib/guardian/service";
import { escalateAlert, evaluateNow, keepWatch } from "@/lib/monitoring/service";
import { startDispatcher } from "@/lib/platform/events/dispatch/dispatcher";
import type { Stop } from "@/lib/platform/stop";
import { ADMIN, anAgent, aProject, aTask } from "../support/makers";
import { change, eventsOf, rows } from "../support/sql";
import "../support/embedded";
import { actionsOf, anAlert, aPolicy, firingsOf, switchAllOff } from "./support/policies";

const soon = { timeout: 30_000, interval: 20 };
const stops: Stop[] = [];
beforeAll(async () => {
  stops.push(startPolicies(), startDispatcher({ pollMs: 60, batch: 20, retryMs: [30] }));
  await vi.waitUntil(async () => (await rows`SELECT 1 FROM reactions WHERE name = 'guardian'`).length, soon);
  await vi.waitUntil(async () => (await rows`SELECT 1 FROM guardian_policies`).length === 6, soon);
  await switchAllOff();
});
afterAll(async () => {
  for (const stop of stops) await stop();
});

const fired = (policy: { name: string }) =>
  vi.waitUntil(async () => (await firingsOf(policy)).find(({ outcome }) => outcome !== "acting"), soon);

describe("the chain", () => {
  it("goes from a lost agent over the watchdog, which cannot mend it, to a policy that acts at once", async () => {
    const project = await aProject();
    const { agent } = await anAgent({ project });
    const policy = await aPolicy({
      trigger: "{ event: alert.escalated }",
      when: 'agent.status == "lost"',
      actions: "[{ type: quarantine_agent, agent: subject }]",
    });
    await change`UPDATE agents SET state = 'lost', last_heartbeat_at = now() - interval '1 hour' WHERE id = ${agent.id}`;
    await evaluateNow();
    const [alert] = await rows<{
      id: string;
    }>`SELECT id FROM alerts WHERE rule = 'agent_lost' AND entity = ${agent.id}`;
    expect(await firingsOf(policy)).toEqual([]);
    await vi.waitUntil(async () => {
      await change`UPDATE monitor_passes SET next_at = now()`;
      await keepWatch();
      return (await eventsOf(alert?.id ?? "")).includes("alert.escalated");
    }, soon);
    const firing = await fired(policy);
    expect(firing).toMatchObject({ subject: agent.id, outcome: "acted" });
    expect(await actionsOf(policy)).toMatchObject([{ status: "executed" }]);
    expect(await rows`SELECT state FROM agents WHERE id = ${agent.id}`).toEqual([{ state: "quarantined" }]);
    await switchAllOff();
  });

  it("goes from a person's escalation to a policy that asks another person", async () => {
    const project = await aProject();
    const task = await aTask({ project, priority: "LOW" });
    const policy = await aPolicy({
      trigger: "{ event: alert.escalated }",
      when: 'alert.rule == "by_hand" && alert.severity == "critical"',
      actions: "[{ type: override_priority, task: subject, priority: CRITICAL }]",
      approval: "{ required: true }",
    });
    const { id } = await anAlert("by_hand", task.id, project.id);
    await escalateAlert(ADMIN, id, { reason: "Customers wait." });
    const firing = await fired(policy);
    expect(firing).toMatchObject({ subject: id, alertId: id, outcome: "asked", projectId: project.id });
    expect(firing?.intervention).toMatchObject({ scope: { taskId: task.id } });
    expect(await actionsOf(policy)).toMatchObject([{ status: "proposed" }]);
    await switchAllOff();
  });

  it("wakes a policy that waits for an alert's rule as soon as that is raised", async () => {
    const project = await aProject();
    const policy = await aPolicy(
      {
        trigger: "{ alert: a_rule_of_ours }",
        when: "task.attempts == 0",
        actions: "[{ type: cancel_task }]",
      },
      "observe",
    );
    const begun = Date.now();
    for (let n = 1; n <= 3; n += 1) {
      const task = await aTask({ project });
      await anAlert("a_rule_of_ours", task.id, project.id);
      await vi.waitUntil(async () => (await firingsOf(policy)).length === n, soon);
      expect((await firingsOf(policy))[0]).toMatchObject({ subject: task.id, outcome: "observed" });
    }
    // The clock alone comes every fifteen seconds: the third time after thirty at least.
    expect(Date.now() - begun).toBeLessThan(29_000);
    await switchAllOff();
  });

  it("is not set off by an event about something that its condition is not true of", async () => {
    const project = await aProject();
    const task = await aTask({ project, priority: "LOW" });
    const lines = { trigger: "{ alert: a_rule_of_ours }", actions: "[{ type: cancel_task }]" };
    const never = await aPolicy({ ...lines, when: 'task.priority == "CRITICAL"' }, "observe");
    const always = await aPolicy({ ...lines, when: 'task.priority == "LOW"' }, "observe");
    await anAlert("a_rule_of_ours", task.id, project.id);
    await fired(always);
    expect(await firingsOf(never)).toEqual([]);
    await switchAllOff();
  });
});
