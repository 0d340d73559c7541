import { describe, expect, it } from "vitest";
import { POST as completeRoute } from "@/app/api/v1/tasks/[id]/complete/route";
import { POST as failRoute } from "@/app/api/v1/tasks/[id]/fail/route";
import type { Task } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, aTask, claimNext, claimOne, type Held } from "../support/makers";
import { refusal } from "../support/refusal";
import { auditOf, change, eventsOf, rows } from "../support/sql";

const ERROR = { kind: "exit" as const, message: "exit status 2", exitCode: 2 };
const usage = { inputTokens: 10, outputTokens: 2, costUsd: "0.000123456789" };

const complete = (
  held: Held,
  more: { result?: Record<string, string>; key?: { secret: string } } = {},
  headers = {},
) =>
  call<Task>(completeRoute, {
    method: "POST",
    params: { id: held.task.id },
    key: more.key ?? held.key,
    body: { ...held.ref, result: more.result ?? { answer: "42" }, usage },
    headers,
  });

const stateOf = async (id: string) => {
  const [row] = await rows<{ state: string; fence: bigint; version: number }>`
    SELECT state, fence, version FROM tasks WHERE id = ${id}`;
  const attempts =
    await rows`SELECT id, ended_at, outcome, usage FROM attempts WHERE task_id = ${id} ORDER BY number`;
  const artifacts = await rows<{ type: string; n: number }>`
    SELECT type, count(*)::int AS n FROM artifacts WHERE task_id = ${id} GROUP BY type`;
  return { task: row, attempts, artifacts, events: await eventsOf(id) };
};

const endLease = (held: Held) =>
  change`UPDATE attempts SET lease_until = now() - interval '1 second' WHERE id = ${held.ref.attemptId}`;

describe("reporting success", () => {
  it("ends the attempt and the task with its result and usage, and says so in one event", async () => {
    const held = await claimOne();
    const { json } = await complete(held, { result: { pr: "17" } });
    expect(json).toMatchObject({ state: "completed", result: { pr: "17" }, error: null });
    expect(json.agentId).toBe(held.agent.id);
    const detail = await work.getTask(ADMIN, held.task.id);
    expect(detail.attempts).toMatchObject([{ outcome: "completed", usage, number: 1 }]);
    expect(detail.finishedAt).toBe(detail.attempts[0]?.endedAt);
    expect(await eventsOf(held.task.id)).toEqual(["task.created", "task.claimed", "task.completed"]);
  });

  it.each([
    ["complete", work.completeTask, { result: {}, usage: null }],
    ["fail", work.failTask, { error: ERROR, usage: null, retry: true }],
    ["start", work.startTask, {}],
    ["log", work.appendLog, { offset: 0, text: "x" }],
    [
      "artifact",
      work.putArtifact,
      { type: "report", name: "r", mediaType: "text/plain", contentBase64: "eA==" },
    ],
  ] as const)(
    "refuses %s with another attempt's fence as lease_lost and changes nothing",
    async (_, act, input) => {
      const held = await claimOne();
      const before = await stateOf(held.task.id);
      for (const fence of [String(BigInt(held.ref.fence) + 1n), "0", "9999999999999999999"]) {
        const forged = { ...held.ref, fence, ...input };
        const promise = (act as (...given: unknown[]) => Promise<unknown>)(
          held.key.actor,
          held.task.id,
          forged,
        );
        expect((await refusal(promise)).code).toBe("lease_lost");
      }
      expect(await stateOf(held.task.id)).toEqual(before);
    },
  );

  it("refuses an earlier attempt of a task that another agent holds now", async () => {
    const first = await claimOne();
    await endLease(first);
    await work.expireLeases();
    const second = await claimNext(first);
    expect((await complete(first)).status).toBe(409);
    expect((await work.getTask(ADMIN, first.task.id)).state).toBe("claimed");
    expect((await complete(second)).status).toBe(200);
  });

  it("refuses a second completion without an idempotency key, and keeps no late result of it", async () => {
    const held = await claimOne();
    expect((await complete(held)).status).toBe(200);
    const after = await stateOf(held.task.id);
    const again = await complete(held);
    expect(again.status).toBe(409);
    expect(again.problem.code).toBe("lease_lost");
    expect(await stateOf(held.task.id)).toEqual(after);
  });

  it("answers a second completion with the same idempotency key alike and acts once", async () => {
    const held = await claimOne();
    const key = { "idempotency-key": held.ref.attemptId };
    const first = await complete(held, {}, key);
    const again = await complete(held, {}, key);
    expect(first.headers.get("idempotency-replayed")).toBeNull();
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(again.status).toBe(200);
    expect(again.json).toEqual(first.json);
    expect((await eventsOf(held.task.id)).filter((type) => type === "task.completed")).toHaveLength(1);
  });

  it("refuses a completion by another key, and changes nothing", async () => {
    const held = await claimOne();
    const before = await stateOf(held.task.id);
    const other = await aKey({ project: held.project });
    const { status, problem } = await complete(held, { key: other });
    expect(status).toBe(403);
    expect(problem.code).toBe("forbidden");
    expect(await stateOf(held.task.id)).toEqual(before);
  });

  it("answers an attempt of another task like one that does not exist", async () => {
    const held = await claimOne();
    const other = await claimOne();
    const mixed = { ...held, ref: { ...held.ref, attemptId: other.ref.attemptId }, key: await aKey() };
    const absent = { ...mixed, ref: { ...held.ref, attemptId: "att_00000000000000000000000009" } };
    const [a, b] = [await complete(mixed), await complete(absent)];
    expect(a.status).toBe(404);
    expect(a.raw.replace(a.problem.requestId, "")).toBe(b.raw.replace(b.problem.requestId, ""));
  });
});

describe("a late result", () => {
  it("is refused after a cancel, kept once, and closes the cancelled task as stopped", async () => {
    const held = await claimOne();
    await work.cancelTask(ADMIN, held.task.id, { reason: "not needed" });
    for (let n = 0; n < 3; n += 1) expect((await complete(held)).problem.code).toBe("lease_lost");
    const { attempts, artifacts, events } = await stateOf(held.task.id);
    expect(attempts).toMatchObject([{ outcome: "cancelled" }]);
    expect(artifacts).toEqual([{ type: "late_result", n: 1 }]);
    expect(events).toEqual([
      "task.created",
      "task.claimed",
      "task.cancel_requested",
      "task.cancelled",
      "task.artifact_added",
    ]);
    const detail = await work.getTask(ADMIN, held.task.id);
    expect(detail.state).toBe("cancelled");
    expect(detail.attempts[0]?.stopConfirmedAt).not.toBeNull();
    const [artifact] = detail.artifacts;
    const { content } = await work.downloadArtifact(ADMIN, held.task.id, artifact?.id ?? "");
    expect(JSON.parse(Buffer.from(content).toString())).toEqual({ result: { answer: "42" }, usage });
  });

  it("is kept once also when it is sent with an idempotency key, and stays refused", async () => {
    const held = await claimOne();
    await work.cancelTask(ADMIN, held.task.id, { reason: "not needed" });
    const key = { "idempotency-key": held.ref.attemptId };
    for (let n = 0; n < 2; n += 1) expect((await complete(held, {}, key)).status).toBe(409);
    expect((await stateOf(held.task.id)).artifacts).toEqual([{ type: "late_result", n: 1 }]);
  });

  it("of a lost lease is kept while the next attempt goes on undisturbed", async () => {
    const first = await claimOne();
    await endLease(first);
    await work.expireLeases();
    const second = await claimNext(first);
    expect((await complete(first)).status).toBe(409);
    const { task, artifacts } = await stateOf(first.task.id);
    expect(task?.state).toBe("claimed");
    expect(artifacts).toEqual([{ type: "late_result", n: 1 }]);
    expect((await complete(second)).json.state).toBe("completed");
  });

  it("with a forged fence is not kept", async () => {
    const held = await claimOne();
    await work.cancelTask(ADMIN, held.task.id, { reason: "not needed" });
    const forged = { ...held, ref: { ...held.ref, fence: "77" } };
    expect((await complete(forged)).status).toBe(409);
    expect((await stateOf(held.task.id)).artifacts).toEqual([]);
  });
});

describe("starting", () => {
  it("makes the task running once, and saying it again changes nothing", async () => {
    const held = await claimOne();
    const started = await work.startTask(held.key.actor, held.task.id, held.ref);
    expect(started.state).toBe("running");
    const after = await stateOf(held.task.id);
    await work.startTask(held.key.actor, held.task.id, held.ref);
    expect(await stateOf(held.task.id)).toEqual(after);
    expect(after.events.filter((type) => type === "task.started")).toHaveLength(1);
  });

  it("is refused once the task was asked to stop", async () => {
    const held = await claimOne();
    await work.cancelTask(ADMIN, held.task.id, { reason: "no" });
    expect((await refusal(work.startTask(held.key.actor, held.task.id, held.ref))).code).toBe("lease_lost");
  });
});

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
