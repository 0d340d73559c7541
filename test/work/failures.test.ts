import { describe, expect, it } from "vitest";
import { POST as failRoute } from "@/app/api/v1/tasks/[id]/fail/route";
import type { Task } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, claimNext, claimOne, type Held } from "../support/makers";
import { refusal } from "../support/refusal";
import { change, eventsOf } from "../support/sql";
import { ERROR, stateOf } from "./support/reports";

describe("reporting failure", () => {
  const fail = (held: Held, retry = true) =>
    work.failTask(held.key.actor, held.task.id, { ...held.ref, error: ERROR, usage: null, retry });

  it("sends the task back with a growing backoff until its attempts are used up; then it has failed, readably", async () => {
    const held = await claimOne({ maxAttempts: 3 });
    let now: Held = held;
    for (const number of [1, 2]) {
      const task = await fail(now);
      expect(task).toMatchObject({ state: "pending", attemptCount: number, error: ERROR, finishedAt: null });
      // Equal jitter: half of 5 s · 2^(n−1) is fixed, half is random.
      const fullMs = 5000 * 2 ** (number - 1);
      const delayMs = Date.parse(task.availableAt) - Date.parse(task.updatedAt);
      expect(delayMs).toBeGreaterThanOrEqual(fullMs / 2);
      expect(delayMs).toBeLessThanOrEqual(fullMs);
      await expect(claimNext(held)).rejects.toThrow("nothing to claim");
      await change`UPDATE tasks SET available_at = now() WHERE id = ${held.task.id}`;
      now = await claimNext(held);
    }
    const task = await fail(now);
    expect(task).toMatchObject({ state: "failed", attemptCount: 3, error: ERROR });
    expect(task.finishedAt).not.toBeNull();
    const { attempts, events } = await stateOf(held.task.id);
    expect(attempts.map((attempt) => attempt.outcome)).toEqual(["failed", "failed", "failed"]);
    expect(events.filter((type) => type === "task.retried")).toHaveLength(2);
    expect(events.at(-1)).toBe("task.failed");
  });

  it("with retry false fails the task at once, with attempts left", async () => {
    const held = await claimOne({ maxAttempts: 5 });
    expect(await fail(held, false)).toMatchObject({ state: "failed", attemptCount: 1 });
  });

  it("counts once: a second report of the same attempt is lease_lost", async () => {
    const held = await claimOne();
    await fail(held);
    const after = await stateOf(held.task.id);
    expect((await refusal(fail(held))).code).toBe("lease_lost");
    expect(await stateOf(held.task.id)).toEqual(after);
  });

  it("with the same idempotency key is answered alike", async () => {
    const held = await claimOne();
    const options = {
      method: "POST",
      params: { id: held.task.id },
      key: held.key,
      body: { ...held.ref, error: ERROR },
      headers: { "idempotency-key": held.ref.attemptId },
    };
    const first = await call<Task>(failRoute, options);
    const again = await call<Task>(failRoute, options);
    expect(again.json).toEqual(first.json);
    expect((await work.getTask(ADMIN, held.task.id)).attempts).toHaveLength(1);
  });

  it("on the way to being stopped closes the task as cancelled, not as failed", async () => {
    const held = await claimOne();
    await work.cancelTask(ADMIN, held.task.id, { reason: "enough" });
    expect((await fail(held)).state).toBe("cancelled");
    expect((await eventsOf(held.task.id)).at(-1)).toBe("task.cancelled");
  });
});
