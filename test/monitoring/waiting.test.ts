// When a task waits in vain: for a slot that it could have, and only while nobody holds it.
import { beforeEach, describe, expect, it } from "vitest";
import { evaluateNow } from "@/lib/monitoring/service";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, anAgent, aProject, aTask } from "../support/makers";
import { change } from "../support/sql";
import { hold } from "../work/support/acts";
import { alertsOf } from "./support/alerts";
import { shippedRules } from "./support/shipped";

const rules = shippedRules();
const stuck = async (task: { id: string }) => {
  await evaluateNow(rules);
  return alertsOf({ rule: "task_stuck", entity: task.id, state: "live" });
};
const waits = (task: { id: string }, seconds: number) => change`
  UPDATE tasks SET enqueued_at = now() - make_interval(secs => ${seconds}), available_at = now() - make_interval(secs => ${seconds})
  WHERE id = ${task.id}`;

beforeEach(async () => {
  await change`UPDATE tasks SET state = 'cancelled', finished_at = now() WHERE finished_at IS NULL`;
  await change`UPDATE agents SET state = 'retired', load = 0`;
  await change`UPDATE holds SET ended_at = now() - interval '2 days' WHERE ended_at IS NULL OR ended_at > now() - interval '1 day'`;
  await change`DELETE FROM alerts`;
});

describe("free slots", () => {
  const aGpuTask = async () => {
    const project = await aProject();
    const task = await aTask({ project, priority: "CRITICAL", requiredCapabilities: ["gpu"] });
    await waits(task, 180);
    return { project, task };
  };

  it("of agents that could not take the task do not count", async () => {
    const { project, task } = await aGpuTask();
    await anAgent({ project, capabilities: ["python"], capacity: 5 });
    await anAgent({ project: await aProject(), capabilities: ["gpu"], capacity: 5 });
    const { agent } = await anAgent({ project, capabilities: ["gpu"] });
    await hold({ kind: "agent", agentId: agent.id });
    const [alert] = await stuck(task);
    expect(alert?.facts).toMatchObject({ "task.free_slots": 0 });
  });

  it("of one that could do: the task is not stuck yet", async () => {
    const { project, task } = await aGpuTask();
    await anAgent({ project, capabilities: ["gpu", "python"], capacity: 2 });
    expect(await stuck(task)).toEqual([]);
  });
});

describe("time under a hold", () => {
  it("is no waiting: when it ends the wait begins, however long the task is there", async () => {
    const task = await aTask({ priority: "CRITICAL" });
    await waits(task, 3600);
    expect(await stuck(task)).toHaveLength(1);
    const laid = await hold({ kind: "ticket", ticketId: task.ticketId });
    await work.tick();
    await change`UPDATE alerts SET clear_since = now() - interval '1 minute'`;
    expect(await stuck(task)).toEqual([]);
    await work.endHold(ADMIN, laid.id, {});
    await work.tick();
    expect(await stuck(task)).toEqual([]);
    await change`UPDATE holds SET ended_at = now() - interval '11 minutes' WHERE id = ${laid.id}`;
    expect(await stuck(task)).toHaveLength(1);
  });

  it("of its project, its phase or its priority is none either", async () => {
    const project = await aProject();
    const scopes = [
      { kind: "project" as const, projectId: project.id },
      { kind: "phase" as const, phase: "BACKLOG", projectId: project.id },
      { kind: "priority_at_most" as const, priority: "CRITICAL" as const },
    ];
    for (const scope of scopes) {
      const task = await aTask({ project, priority: "CRITICAL" });
      await waits(task, 3600);
      const laid = await hold(scope);
      await work.tick();
      await work.endHold(ADMIN, laid.id, {});
      await work.tick();
      expect([scope.kind, await stuck(task)]).toEqual([scope.kind, []]);
      await change`DELETE FROM holds`;
      expect(await stuck(task)).toHaveLength(1);
    }
  });

  it("of another task, phase, priority or agent is none of its business", async () => {
    const task = await aTask({ priority: "CRITICAL" });
    const other = await aTask({});
    const { agent } = await anAgent({ project: await aProject() });
    await waits(task, 3600);
    const scopes = [
      { kind: "ticket" as const, ticketId: other.ticketId },
      { kind: "priority_at_most" as const, priority: "HIGH" as const },
      { kind: "agent" as const, agentId: agent.id },
    ];
    for (const scope of scopes) await work.endHold(ADMIN, (await hold(scope)).id, {});
    await work.tick();
    expect(await stuck(task)).toHaveLength(1);
  });
});
