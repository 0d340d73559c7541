import { describe, expect, it } from "vitest";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, claimNext, claimOne } from "../support/makers";
import { eventsOf } from "../support/sql";
import { endLease } from "./support/reports";

describe("a lease that runs out", () => {
  it("brings the task back to the queue once and at once", async () => {
    const held = await claimOne();
    await endLease(held);
    expect(await work.expireLeases()).toBe(1);
    expect(await work.expireLeases()).toBe(0);
    const task = await work.getTask(ADMIN, held.task.id);
    expect(task).toMatchObject({ state: "pending", error: { kind: "lease_lost" }, agentId: null });
    expect(task.attempts).toMatchObject([{ outcome: "lost" }]);
    expect(Date.parse(task.availableAt)).toBeLessThanOrEqual(Date.parse(task.updatedAt));
    const events = await eventsOf(held.task.id);
    expect(events.slice(-2)).toEqual(["task.lease_lost", "task.retried"]);
    expect((await claimNext(held)).claim.attempt.number).toBe(2);
  });

  it("fails the task when that was its last attempt", async () => {
    const held = await claimOne({ maxAttempts: 1 });
    await endLease(held);
    await work.expireLeases();
    const task = await work.getTask(ADMIN, held.task.id);
    expect(task).toMatchObject({ state: "failed", error: { kind: "lease_lost" } });
    expect((await eventsOf(held.task.id)).slice(-2)).toEqual(["task.lease_lost", "task.failed"]);
  });

  it("of a cancelling task ends it as cancelled, not confirmed", async () => {
    const held = await claimOne();
    await work.cancelTask(ADMIN, held.task.id, { reason: "stop", graceSeconds: 600 });
    await endLease(held);
    await work.expireLeases();
    const task = await work.getTask(ADMIN, held.task.id);
    expect(task.state).toBe("cancelled");
    expect(task.attempts[0]).toMatchObject({ outcome: "cancelled", stopConfirmedAt: null });
  });

  it("is not over for a runner whose heartbeat came before the clock", async () => {
    const held = await claimOne();
    await endLease(held);
    await work.beat(held.key.actor, held.agent.id, {
      attempts: [{ ...held.ref, stopped: false }],
      isDraining: false,
      waitMs: 0,
    });
    await work.expireLeases();
    expect((await work.getTask(ADMIN, held.task.id)).state).toBe("claimed");
  });
});
