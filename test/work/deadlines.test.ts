// Deadlines of tasks and timeouts of attempts: what the clock does about them.
import { describe, expect, it } from "vitest";
import { POST as heartbeatRoute } from "@/app/api/v1/agents/[id]/heartbeat/route";
import type { HeartbeatReply } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aProject, aTask, claimOne, type Held } from "../support/makers";
import { change, eventsOf, rows } from "../support/sql";
import { stopTheClock, untilWaiting } from "../support/still-clock";
import { complete, fail, statesOf, takeIds, update } from "./support/acts";

const LATE = new Date(Date.now() - 1000).toISOString();
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const passDeadline = ({ id }: { id: string }) =>
  change`UPDATE tasks SET deadline = ${new Date(LATE)} WHERE id = ${id}`;
const passStop = ({ id }: { id: string }) =>
  change`UPDATE tasks SET cancel_deadline = now() - interval '1 second' WHERE id = ${id}`;
/** Lets the attempt have begun so many seconds ago. */
const age = ({ ref }: Held, seconds: number) =>
  change`UPDATE attempts SET claimed_at = claimed_at - make_interval(secs => ${seconds}),
    started_at = started_at - make_interval(secs => ${seconds}) WHERE id = ${ref.attemptId}`;
const beat = (held: Held, waitMs = 0) =>
  call<HeartbeatReply>(heartbeatRoute, {
    method: "POST",
    key: held.key,
    params: { id: held.agent.id },
    body: { attempts: [held.ref], waitMs },
  });

describe("a deadline", () => {
  it("that passes fails a task that waits, once, with the kind deadline", async () => {
    const task = await aTask({ deadline: inAnHour() });
    await work.tick();
    expect(await statesOf([task.id])).toEqual(["pending"]);
    await passDeadline(task);
    await work.tick();
    await work.tick();
    const { state, error, finishedAt } = await work.getTask(ADMIN, task.id);
    expect([state, error?.kind]).toEqual(["failed", "deadline"]);
    expect(finishedAt).not.toBeNull();
    expect(await eventsOf(task.id)).toEqual(["task.created", "task.failed"]);
  });

  it("that passes tells the runner at once through its open heartbeat", async () => {
    const held = await claimOne();
    stopTheClock();
    const { waiting } = await untilWaiting(() => beat(held, 15_000));
    await passDeadline(held.task);
    await work.tick();
    const { json } = await waiting;
    expect(json.attempts).toMatchObject([
      { state: "cancelling", cancel: { reason: expect.stringContaining("deadline") } },
    ]);
  });

  it("that passes stops a running task and fails it with the kind deadline when the runner has stopped", async () => {
    const held = await claimOne({ maxAttempts: 5 });
    await passDeadline(held.task);
    await work.tick();
    await work.tick();
    const asked = await work.getTask(ADMIN, held.task.id);
    expect(asked).toMatchObject({ state: "claimed", cancel: { cause: "deadline", requestedBy: "system" } });
    expect(await fail(held, true)).toMatchObject({ state: "failed", error: { kind: "deadline" } });
    const events = await eventsOf(held.task.id);
    expect(events.filter((type) => type === "task.cancel_requested")).toHaveLength(1);
    expect(events.at(-1)).toBe("task.failed");
  });

  it("that passes ends a task whose runner does not answer, after the grace", async () => {
    const held = await claimOne({ maxAttempts: 5 });
    await passDeadline(held.task);
    await work.tick();
    await passStop(held.task);
    await work.tick();
    const task = await work.getTask(ADMIN, held.task.id);
    expect(task).toMatchObject({ state: "failed", error: { kind: "deadline" } });
    expect(task.attempts).toMatchObject([{ outcome: "failed", stopConfirmedAt: null }]);
    expect((await work.getAgent(ADMIN, held.agent.id)).load).toBe(0);
  });

  it("that passes fails a task that waits for its next attempt", async () => {
    const held = await claimOne();
    await fail(held, true);
    await passDeadline(held.task);
    await work.tick();
    expect(await work.getTask(ADMIN, held.task.id)).toMatchObject({
      state: "failed",
      error: { kind: "deadline" },
    });
  });

  it("that is moved or taken away in time does nothing", async () => {
    const project = await aProject();
    const [moved, without] = [
      await aTask({ project, deadline: inAnHour() }),
      await aTask({ project, deadline: inAnHour() }),
    ];
    await passDeadline(moved);
    await passDeadline(without);
    await update(moved, { deadline: inAnHour() });
    await update(without, { deadline: null });
    await work.tick();
    expect(await statesOf([moved.id, without.id])).toEqual(["pending", "pending"]);
  });

  it("that passes under a cancel leaves the task cancelled", async () => {
    const held = await claimOne();
    await work.cancelTask(ADMIN, held.task.id, { reason: "r", graceSeconds: 60 });
    await passDeadline(held.task);
    await work.tick();
    expect((await fail(held)).state).toBe("cancelled");
  });
});

describe("a timeout", () => {
  it("is the runner's to keep: the clock waits half a minute longer, then asks it to stop", async () => {
    const held = await claimOne({ timeoutSeconds: 60 });
    await work.startTask(held.key.actor, held.task.id, held.ref);
    await age(held, 85);
    await work.tick();
    expect((await work.getTask(ADMIN, held.task.id)).cancel).toBeNull();
    await age(held, 10);
    await work.tick();
    await work.tick();
    expect(await work.getTask(ADMIN, held.task.id)).toMatchObject({
      state: "running",
      cancel: { cause: "timeout" },
    });
    const events = await eventsOf(held.task.id);
    expect(events.filter((type) => type === "task.cancel_requested")).toHaveLength(1);
  });

  it("sends the task back to the queue, with the kind timeout, while attempts are left", async () => {
    const held = await claimOne({ timeoutSeconds: 60, maxAttempts: 2 });
    await age(held, 100);
    await work.tick();
    await passStop(held.task);
    await work.tick();
    const task = await work.getTask(ADMIN, held.task.id);
    expect(task).toMatchObject({ state: "pending", cancel: null, agentId: null, error: { kind: "timeout" } });
    expect(task.attempts).toMatchObject([{ outcome: "failed", error: { kind: "timeout" } }]);
    await change`UPDATE tasks SET available_at = now() WHERE id = ${held.task.id}`;
    expect(await takeIds(held)).toEqual([held.task.id]);
    await work.tick();
    expect((await work.getTask(ADMIN, held.task.id)).cancel).toBeNull();
  });

  it("of the last attempt fails the task, with the kind timeout", async () => {
    const held = await claimOne({ timeoutSeconds: 60, maxAttempts: 1 });
    await age(held, 100);
    await work.tick();
    expect(await fail(held)).toMatchObject({ state: "failed", error: { kind: "timeout" } });
    expect((await eventsOf(held.task.id)).at(-1)).toBe("task.failed");
  });

  it("that a person outruns with a cancel ends as cancelled", async () => {
    const held = await claimOne({ timeoutSeconds: 60, maxAttempts: 5 });
    await age(held, 100);
    await work.tick();
    const task = await work.cancelTask(ADMIN, held.task.id, { reason: "enough", graceSeconds: 60 });
    expect(task.cancel).toMatchObject({ cause: "cancel", reason: "enough", requestedBy: ADMIN.id });
    expect((await fail(held, true)).state).toBe("cancelled");
  });

  it("stopped too late keeps the result as an artifact, and the task goes back", async () => {
    const held = await claimOne({ timeoutSeconds: 60, maxAttempts: 2 });
    await age(held, 100);
    await work.tick();
    await expect(complete(held)).rejects.toThrow("told to stop");
    expect(await statesOf([held.task.id])).toEqual(["pending"]);
    expect(await rows`SELECT type FROM artifacts WHERE task_id = ${held.task.id}`).toEqual([
      { type: "late_result" },
    ]);
  });
});
