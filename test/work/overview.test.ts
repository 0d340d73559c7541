import { describe, expect, it } from "vitest";
import { TasksQuery } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, aKey, anAgent, aProject, aTask, aTicket, claimOne } from "../support/makers";
import { change } from "../support/sql";

describe("the overview", () => {
  it("says of a project exactly what its rows say", async () => {
    const held = await claimOne({ capacity: 5 });
    const { project } = held;
    const ticket = { id: held.task.ticketId };
    await work.startTask(held.key.actor, held.task.id, held.ref);
    const first = await aTask({ ticket });
    await aTask({ ticket });
    const gone = await aTask({ ticket });
    await work.cancelTask(ADMIN, gone.id, { reason: "r" });
    const old = await aTask({ ticket });
    await work.cancelTask(ADMIN, old.id, { reason: "r" });
    await change`UPDATE tasks SET finished_at = now() - interval '61 minutes' WHERE id = ${old.id}`;
    await change`UPDATE tasks SET enqueued_at = enqueued_at - interval '1 day' WHERE id = ${first.id}`;
    await aTicket({ project });
    const { actor } = await aKey({ project });
    const overview = await work.getOverview(actor, undefined);
    expect(overview.tasksByState).toEqual({
      ...{ pending: 2, claimed: 0, running: 1, completed: 0, failed: 0, cancelled: 2 },
    });
    expect(overview.finishedLastHour).toEqual({ completed: 0, failed: 0, cancelled: 1 });
    expect(overview.ticketsOpen).toBe(2);
    expect(overview.agentsByStatus.running).toBe(1);
    const oldest = Date.parse(overview.oldestPendingAt ?? "");
    expect(oldest).toBe(Date.parse(first.createdAt) - 86_400_000);
    expect(await work.getOverview(ADMIN, project.id)).toEqual(overview);
  });

  it("of a new project is zeros, and no instant", async () => {
    const { actor } = await aKey({ project: await aProject() });
    const overview = await work.getOverview(actor, undefined);
    expect(Object.values(overview.tasksByState)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(overview).toMatchObject({ oldestPendingAt: null, ticketsOpen: 0 });
  });

  it("counts the claimable tasks that no active agent of the project is fit for, as many as are listed", async () => {
    const project = await aProject();
    const ticket = await aTicket({ project });
    const listed = async (undoable: "true" | "false") => {
      const query = TasksQuery.parse({ project: project.id, state: "pending", undoable });
      return (await work.listTasks(ADMIN, query)).items.length;
    };
    const undoable = async () => {
      const { undoableTasks } = await work.getOverview(ADMIN, project.id);
      expect(await listed("true")).toBe(undoableTasks);
      expect(await listed("false")).toBe(4 - undoableTasks);
      return undoableTasks;
    };
    const gpu = { ticket, requiredCapabilities: ["gpu"] };
    const first = await aTask(gpu);
    await aTask({ ...gpu, dependsOn: [first.id] });
    await aTask({ ticket, requiredCapabilities: ["gpu", "docker"] });
    await aTask({ ticket });
    expect(await undoable()).toBe(3);
    await anAgent({ project, capabilities: ["docker"] });
    expect(await undoable()).toBe(2);
    const { agent } = await anAgent({ project, capabilities: ["gpu", "docker"] });
    await anAgent({ project: await aProject(), capabilities: ["gpu"] });
    expect(await undoable()).toBe(0);
    await work.quarantineAgent(ADMIN, agent.id, { reason: "r" });
    expect(await undoable()).toBe(2);
    await work.updateTicket(ADMIN, ticket.id, { status: "abandoned" });
    expect(await undoable()).toBe(0);
  });
});
