import { describe, expect, it } from "vitest";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, aKey, claimNext, claimOne } from "../support/makers";
import { refusal } from "../support/refusal";
import { eventsOf } from "../support/sql";
import { complete, ERROR, endLease, stateOf, usage } from "./support/reports";

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
