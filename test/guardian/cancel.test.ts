// Tasks that a guardian ends, and what may take their place.
import { describe, expect, it } from "vitest";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, aTask, aTicket, claimOne } from "../support/makers";
import { change, eventsOf, rows } from "../support/sql";
import { createAll, statesOf, takeIds } from "../work/support/acts";
import { actionOf, done, intervene, outcomes, previewRevert, revert, standing } from "./support/acts";

const stateOf = async (id: string) => (await statesOf([id]))[0];

describe("test_task_cancellation_by_guardian: a waiting task", () => {
  it("ends at once, and waits again where it was when that is taken back", async () => {
    const task = await aTask();
    const before = await rows`SELECT queue_at, enqueued_at, priority FROM tasks WHERE id = ${task.id}`;
    const action = await done("cancel_task", { taskId: task.id });
    expect(action).toMatchObject({ status: "executed", expiresAt: null, actionType: "cancel_task" });
    expect(await stateOf(task.id)).toBe("cancelled");
    expect(outcomes(await previewRevert(action))).toEqual(["reverted"]);
    expect(await stateOf(task.id)).toBe("cancelled");
    const { json } = await revert(action);
    expect([json.status, outcomes(json)]).toEqual(["reverted", ["reverted"]]);
    expect(await stateOf(task.id)).toBe("pending");
    expect(await rows`SELECT queue_at, enqueued_at, priority FROM tasks WHERE id = ${task.id}`).toEqual(
      before,
    );
    expect(await eventsOf(task.id)).toEqual([
      "task.created",
      "task.cancel_requested",
      "task.cancelled",
      "task.retried",
    ]);
  });

  it("from whose end something followed has a new task in its place", async () => {
    const ticket = await aTicket();
    const [first] = await createAll(ticket, [{ key: "a" }, { dependsOnKeys: ["a"] }]);
    const action = await done("cancel_task", { taskId: first?.id });
    expect(action.plan.warnings).toEqual(["1 task that waits for it will fail with it."]);
    const { json } = await revert(action);
    const repeat = json.effects[0]?.refId ?? "";
    expect(await stateOf(first?.id ?? "")).toBe("cancelled");
    expect(await rows`SELECT retry_of, state FROM tasks WHERE id = ${repeat}`).toEqual([
      { retry_of: first?.id, state: "pending" },
    ]);
  });

  it("that somebody ran again meanwhile stays as it is", async () => {
    const task = await aTask();
    const action = await done("cancel_task", { taskId: task.id });
    const again = await work.rerunTask(ADMIN, task.id, {});
    const { json } = await revert(action);
    expect(json.effects).toMatchObject([
      { outcome: "already_gone", detail: `A new task took its place: ${again.id}.` },
    ]);
    expect(await rows`SELECT 1 FROM tasks WHERE retry_of = ${task.id}`).toHaveLength(1);
  });

  it("of a closed ticket is told of as a conflict, and nothing is made", async () => {
    const ticket = await aTicket();
    const task = await aTask({ ticket });
    const action = await done("cancel_task", { taskId: task.id });
    await work.updateTicket(ADMIN, ticket.id, { status: "abandoned" });
    expect(outcomes(await previewRevert(action))).toEqual(["conflict"]);
    const refused = await revert(action);
    expect([refused.status, refused.problem.detail]).toEqual([
      422,
      expect.stringContaining("reopen it first"),
    ]);
    expect([await stateOf(task.id), (await actionOf(action)).status]).toEqual(["cancelled", "executed"]);
    await work.updateTicket(ADMIN, ticket.id, { status: "open" });
    expect(outcomes((await revert(action)).json)).toEqual(["reverted"]);
  });
});

describe("test_task_cancellation_by_guardian: a running task", () => {
  it("is told to stop within its grace, and is taken from its agent after it", async () => {
    const held = await claimOne();
    const action = await done("cancel_task", { taskId: held.task.id, graceSeconds: 5 });
    expect(action.plan.impact).toMatchObject({ stops: 1 });
    expect(action.effects).toMatchObject([{ kind: "task_stopped", state: "done" }]);
    const beat = await work.beat(held.key.actor, held.agent.id, {
      attempts: [{ ...held.ref, stopped: false }],
      isDraining: false,
      waitMs: 0,
    });
    expect(beat.attempts).toMatchObject([{ state: "cancelling" }]);
    await change`UPDATE tasks SET cancel_deadline = now() - interval '1 second' WHERE id = ${held.task.id}`;
    await work.tick();
    expect(await stateOf(held.task.id)).toBe("cancelled");
    expect(await takeIds(held)).toEqual([]);
  });

  it("is never brought back: once it has stopped a new task is offered, and made when that is asked for", async () => {
    const held = await claimOne();
    const action = await done("cancel_task", { taskId: held.task.id, graceSeconds: 0 });
    const early = await revert(action, { newTask: true });
    expect([early.status, early.problem.detail]).toEqual([
      422,
      expect.stringContaining("still being stopped"),
    ]);
    await work.tick();
    expect((await previewRevert(action)).effects).toMatchObject([
      { outcome: "not_revertible", offersNewTask: true },
    ]);
    const before = await standing(held.project.id);
    const refused = await revert(action);
    expect([refused.status, refused.problem.code]).toEqual([422, "invalid_state"]);
    expect(await standing(held.project.id)).toEqual(before);
    const { json } = await revert(action, { newTask: true });
    expect(json.effects).toMatchObject([{ outcome: "not_revertible" }]);
    expect(await rows`SELECT retry_of FROM tasks WHERE id = ${json.effects[0]?.refId ?? ""}`).toEqual([
      { retry_of: held.task.id },
    ]);
    expect(await stateOf(held.task.id)).toBe("cancelled");
    expect((await actionOf(action)).status).toBe("reverted");
  });

  it("that has ended, or is being stopped, is refused with its state and left alone", async () => {
    const held = await claimOne();
    await done("cancel_task", { taskId: held.task.id });
    const before = await standing(held.project.id);
    const twice = await intervene("cancel_task", { taskId: held.task.id });
    expect([twice.status, twice.problem.facts]).toEqual([422, { state: "claimed" }]);
    expect(await standing(held.project.id)).toEqual(before);
  });
});
