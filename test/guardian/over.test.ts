// What lies over something that has ended, whoever laid it: it ends by itself, and what can come back keeps its own.
import { describe, expect, it } from "vitest";
import { tickActions } from "@/lib/guardian/service";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, anAgent, aProject, aTask, aTicket, claimNext } from "../support/makers";
import { auditOf, change, rows } from "../support/sql";
import { complete } from "../work/support/acts";
import { actionOf, done, revert } from "./support/acts";

async function pass(): Promise<void> {
  await work.tick();
  await tickActions();
}

const overriddenTask = async (taskId: string) =>
  done("override_priority", { scope: { kind: "task", taskId }, priority: "CRITICAL" });

/** A ticket for which a slot of an agent is kept. */
async function aServedTicket() {
  const ticket = await aTicket();
  await aTask({ ticket, priority: "HIGH" });
  const { agent } = await anAgent({ project: { id: ticket.projectId }, capacity: 3 });
  const scope = { kind: "ticket", ticketId: ticket.id };
  const slots = await done("reallocate", {
    from: { agentIds: [agent.id] },
    to: scope,
    slots: { min: 1, max: 1 },
  });
  return { ticket, agent, scope, slots };
}

describe("another priority of a task", () => {
  it("ends with the task, in its own words, and its action with it", async () => {
    const project = await aProject();
    const task = await aTask({ project });
    const action = await overriddenTask(task.id);
    await complete(await claimNext(await anAgent({ project })));
    await pass();
    const told = await actionOf(action);
    expect(told).toMatchObject({ status: "reverted", revertCause: "ended", isRevertible: false });
    expect(told.effects).toMatchObject([{ state: "ended", detail: "Its task is completed." }]);
    expect(told.auditLog.at(-1)?.note).toBe("All that it laid has ended. Its task is completed.");
    expect(await auditOf(action.effects[0]?.refId ?? "")).toMatchObject([
      { act: "priority_override.placed" },
      { act: "priority_override.ended", reason: "The task is completed." },
    ]);
  });

  it("laid by hand, without a guardian, ends so too", async () => {
    const project = await aProject();
    const task = await aTask({ project });
    const { id } = await work.placeOverride(ADMIN, {
      scope: { kind: "task", taskId: task.id },
      priority: "CRITICAL",
      reason: "first",
    });
    await complete(await claimNext(await anAgent({ project })));
    await work.tick();
    expect(await rows`SELECT ended_by AS by FROM priority_overrides WHERE id = ${id}`).toEqual([
      { by: "system" },
    ]);
  });

  it("ends a hundred at a time, so that no one transaction has to tell of all", async () => {
    const project = await aProject();
    const scope = { kind: "task" as const, taskId: (await aTask({ project })).id };
    const { id } = await work.placeOverride(ADMIN, { scope, priority: "CRITICAL", reason: "first" });
    await change`
      INSERT INTO priority_overrides (id, project_id, scope_kind, scope_target, scope_label, priority, reason, owner,
        owner_name, authority)
      SELECT id || n, project_id, scope_kind, scope_target, scope_label, priority, reason, owner, owner_name, authority
      FROM priority_overrides, generate_series(1, 120) n WHERE id = ${id}`;
    const left = async () =>
      (await rows`SELECT 1 FROM priority_overrides WHERE scope_target = ${scope.taskId} AND ended_at IS NULL`)
        .length;
    await complete(await claimNext(await anAgent({ project })));
    await work.tick();
    expect(await left()).toBe(21);
    await work.tick();
    expect(await left()).toBe(0);
    const told = await rows`
      SELECT 1 FROM audit_entries WHERE act = 'priority_override.ended' AND entity LIKE ${`${id}%`}`;
    expect(told).toHaveLength(121);
  });

  it("stays while the task lives, and over a cancelled one that can still be brought back", async () => {
    const project = await aProject();
    const [waiting, claimed, cancelled] = [
      await aTask({ project, priority: "LOW" }),
      await aTask({ project, priority: "HIGH" }),
      await aTask({ project, priority: "LOW" }),
    ];
    const actions = [
      await overriddenTask(waiting.id),
      await overriddenTask(claimed.id),
      await overriddenTask(cancelled.id),
    ];
    const cancel = await done("cancel_task", { taskId: cancelled.id });
    await claimNext(await anAgent({ project }));
    await pass();
    for (const action of actions) expect((await actionOf(action)).status).toBe("executed");
    await revert(cancel);
    expect(
      await rows`SELECT state, effective_priority AS priority FROM tasks WHERE id = ${cancelled.id}`,
    ).toEqual([{ state: "pending", priority: "CRITICAL" }]);
  });

  it("of a whole ticket stays when one of its tasks ends", async () => {
    const ticket = await aTicket();
    const task = await aTask({ ticket });
    const scope = { kind: "ticket", ticketId: ticket.id };
    const action = await done("override_priority", { scope, priority: "CRITICAL" });
    await complete(await claimNext(await anAgent({ project: { id: task.projectId } })));
    await pass();
    expect((await actionOf(action)).status).toBe("executed");
  });
});

describe("a ticket that is closed", () => {
  it("gives its slots back at once, and keeps its pause, since it can be reopened", async () => {
    const { ticket, scope, slots } = await aServedTicket();
    const paused = await done("pause", { scope });
    await pass();
    expect((await actionOf(slots)).status).toBe("executed");
    await work.updateTicket(ADMIN, ticket.id, { status: "done" });
    await pass();
    const told = await actionOf(slots);
    expect(told).toMatchObject({ status: "reverted", revertCause: "ended" });
    expect(told.effects).toMatchObject([{ state: "ended", detail: "Its ticket is closed." }]);
    expect((await actionOf(paused)).status).toBe("executed");
  });
});

describe("slots of an agent", () => {
  it("that retires end in these words, and not as if their time were over", async () => {
    const { agent, slots } = await aServedTicket();
    await work.drainAgent(ADMIN, agent.id);
    await pass();
    expect((await actionOf(slots)).effects).toMatchObject([
      { state: "ended", detail: "Its agent is retired." },
    ]);
  });
});
