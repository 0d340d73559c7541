import { describe, expect, it } from "vitest";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, aTask, claimOne } from "../support/makers";
import { refusal } from "../support/refusal";
import { auditOf, change } from "../support/sql";
import { complete, stateOf } from "./support/reports";

describe("cancelling", () => {
  it("ends a waiting task at once and records who and why", async () => {
    const held = await claimOne();
    const waiting = await aTask({ ticket: { id: held.task.ticketId } });
    const task = await work.cancelTask(ADMIN, waiting.id, { reason: "changed our mind" });
    expect(task).toMatchObject({
      state: "cancelled",
      error: { kind: "cancelled", message: "changed our mind" },
    });
    expect(await auditOf(waiting.id)).toEqual([
      { act: "task.cancel", actor: ADMIN.id, reason: "changed our mind" },
    ]);
  });

  it("of a finished or a cancelling task is refused, and changes nothing", async () => {
    const held = await claimOne();
    await work.cancelTask(ADMIN, held.task.id, { reason: "one" });
    const before = await stateOf(held.task.id);
    const twice = await refusal(work.cancelTask(ADMIN, held.task.id, { reason: "two" }));
    expect(twice.code).toBe("invalid_state");
    expect(twice.message).toContain("being cancelled");
    expect(await stateOf(held.task.id)).toEqual(before);
    const done = await claimOne();
    await complete(done);
    expect((await refusal(work.cancelTask(ADMIN, done.task.id, { reason: "late" }))).facts.state).toBe(
      "completed",
    );
  });

  it("takes the task from a silent runner at the deadline: closed, fence grown, stop not confirmed", async () => {
    const held = await claimOne();
    await work.cancelTask(ADMIN, held.task.id, { reason: "stop", graceSeconds: 30 });
    await work.closeOverdueStops();
    expect((await work.getTask(ADMIN, held.task.id)).state).toBe("claimed");
    await change`UPDATE tasks SET cancel_deadline = now() - interval '1 second' WHERE id = ${held.task.id}`;
    expect(await work.closeOverdueStops()).toBe(1);
    expect(await work.closeOverdueStops()).toBe(0);
    const { task, attempts, events } = await stateOf(held.task.id);
    expect(task?.state).toBe("cancelled");
    expect(task?.fence).toBeGreaterThan(BigInt(held.ref.fence));
    expect(attempts).toMatchObject([{ outcome: "cancelled" }]);
    expect((await work.getTask(ADMIN, held.task.id)).attempts[0]?.stopConfirmedAt).toBeNull();
    expect(events.filter((type) => type === "task.cancelled")).toHaveLength(1);
  });
});
