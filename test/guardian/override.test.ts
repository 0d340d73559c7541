// A priority that lies over the task's own for a time.
import { describe, expect, it } from "vitest";
import { tickActions } from "@/lib/guardian/service";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, anAgent, aProject, aTask, aTicket, claimOne } from "../support/makers";
import { change, rows } from "../support/sql";
import { takeIds, update } from "../work/support/acts";
import { actionOf, done, intervene, outcomes, revert } from "./support/acts";

const priorityOf = async (id: string) =>
  (
    await rows<{ now: string; own: string }>`
    SELECT effective_priority AS now, priority AS own FROM tasks WHERE id = ${id}`
  )[0];

describe("test_priority_override", () => {
  it("has the task claimed first, changes nothing of its own, and ends when it is taken back", async () => {
    const project = await aProject();
    const [high, low] = [
      await aTask({ project, priority: "HIGH" }),
      await aTask({ project, priority: "LOW" }),
    ];
    const agent = await anAgent({ project, capacity: 9 });
    const scope = { kind: "task", taskId: low.id };
    const action = await done("override_priority", { scope, priority: "CRITICAL" });
    expect(await priorityOf(low.id)).toEqual({ now: "CRITICAL", own: "LOW" });
    const { json } = await revert(action);
    expect(outcomes(json)).toEqual(["reverted"]);
    expect(await priorityOf(low.id)).toEqual({ now: "LOW", own: "LOW" });
    await done("override_priority", { scope, priority: "CRITICAL" });
    expect(await takeIds(agent)).toEqual([low.id]);
    expect(await takeIds(agent)).toEqual([high.id]);
  });

  it("keeps what somebody changed beneath it meanwhile", async () => {
    const task = await aTask({ priority: "LOW" });
    const scope = { kind: "task", taskId: task.id };
    const action = await done("override_priority", { scope, priority: "CRITICAL" });
    await update(task, { priority: "HIGH" });
    await revert(action);
    expect(await priorityOf(task.id)).toEqual({ now: "HIGH", own: "HIGH" });
  });

  it("of a ticket covers its tasks and those added to it, and ends by the clock", async () => {
    const ticket = await aTicket();
    const task = await aTask({ ticket, priority: "LOW" });
    const scope = { kind: "ticket", ticketId: ticket.id };
    const action = await done("override_priority", { scope, priority: "HIGH" });
    const later = await aTask({ ticket, priority: "LOW" });
    expect([(await priorityOf(task.id))?.now, (await priorityOf(later.id))?.now]).toEqual(["HIGH", "HIGH"]);
    await change`UPDATE priority_overrides SET expires_at = now() WHERE owner = ${action.id}`;
    await change`UPDATE guardian_actions SET expires_at = now() WHERE id = ${action.id}`;
    await work.tick();
    await tickActions();
    expect((await priorityOf(later.id))?.now).toBe("LOW");
    expect(await actionOf(action)).toMatchObject({ status: "reverted", revertCause: "expired" });
  });

  it("to the priority that it has is refused, as is one on what has ended", async () => {
    const task = await aTask({ priority: "HIGH" });
    const same = await intervene("override_priority", {
      scope: { kind: "task", taskId: task.id },
      priority: "HIGH",
    });
    expect([same.status, same.problem.issues?.[0]?.pointer]).toEqual([422, "/priority"]);
    await work.cancelTask(ADMIN, task.id, { reason: "r" });
    const ended = await intervene("override_priority", {
      scope: { kind: "task", taskId: task.id },
      priority: "LOW",
    });
    expect([ended.status, ended.problem.facts]).toEqual([422, { state: "cancelled" }]);
    const ticket = await aTicket();
    await work.updateTicket(ADMIN, ticket.id, { status: "done" });
    const closed = await intervene("override_priority", {
      scope: { kind: "ticket", ticketId: ticket.id },
      priority: "LOW",
    });
    expect([closed.status, closed.problem.facts]).toEqual([422, { state: "done" }]);
  });

  it("of running work says that it matters later", async () => {
    const held = await claimOne({ priority: "LOW" });
    const action = await done("override_priority", {
      scope: { kind: "task", taskId: held.task.id },
      priority: "HIGH",
    });
    expect(action.plan.warnings[0]).toContain("back in the queue");
  });
});
