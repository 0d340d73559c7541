// One source's word counts for each attempt, whoever else tells of it, and however late.
import { describe, expect, it } from "vitest";
import * as costs from "@/lib/costs/service";
import { recordMetered } from "@/lib/costs/service/metered";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, aKey, aProject, aTask, claimNext, claimOne } from "../support/makers";
import { change, rows } from "../support/sql";
import { aBudget, getBudget, MODEL, spend } from "./support/costs";
import { aMeteredCall, listRecords, runCosts, soon, totalOf, USED } from "./support/sources";

runCosts();

describe("an attempt that two sources tell of", () => {
  it("is counted by the first alone, in sums and budgets; the other is shown with what it differs by", async () => {
    const held = await claimOne();
    const { task, project, key, ref } = held;
    const scope = { kind: "project" as const, projectId: project.id };
    const budget = await aBudget({ scope, limit: "100" });
    await recordMetered(key.actor, "gateway", [aMeteredCall(4.6, { taskId: task.id })]);
    await work.completeTask(key.actor, task.id, { ...ref, result: {}, usage: USED });
    await expect.poll(() => listRecords({ task: task.id }), soon).toHaveLength(2);
    await recordMetered(key.actor, "otlp", [aMeteredCall(4.7, { taskId: task.id })]);
    expect(await totalOf({ project: project.id })).toMatchObject({ calls: 1, totalCost: "4.6" });
    expect(await totalOf({ task: task.id, by: "task" })).toMatchObject({ calls: 1, totalCost: "4.6" });
    expect((await getBudget(budget.id)).current.spent).toBe("4.6");
    const other = await aBudget({ scope, limit: "100", period: "once" });
    expect((await getBudget(other.id)).current.spent).toBe("4.6");
    expect(
      (await listRecords({ task: task.id, counted: "false" })).map(({ source }) => source).sort(),
    ).toEqual(["otlp", "runner"]);
    expect(await listRecords({ task: task.id, source: "gateway" })).toMatchObject([{ isCounted: true }]);
    const said = await costs.reconcileCosts(ADMIN, { task: task.id });
    expect(said).toMatchObject({ calls: 1, totalCost: "4.6", unpricedCalls: 0 });
    expect(said.attempts).toMatchObject([
      {
        attemptId: ref.attemptId,
        number: 1,
        sources: [
          { source: "gateway", isCounted: true, totalCost: "4.6", difference: null, reportedCost: null },
          { source: "otlp", isCounted: false, totalCost: "4.7", difference: "0.1" },
          { source: "runner", isCounted: false, totalCost: "5", difference: "0.4", reportedCost: "5.2" },
        ],
      },
    ]);
  });

  it("has another first source than the next attempt of the same task", async () => {
    const first = await claimOne();
    const { task, key } = first;
    await recordMetered(key.actor, "otlp", [aMeteredCall(1, { taskId: task.id })]);
    const error = { kind: "exit" as const, message: "exit status 1", exitCode: 1 };
    await work.failTask(key.actor, task.id, { ...first.ref, error, usage: null, retry: true });
    await change`UPDATE tasks SET available_at = now() WHERE id = ${task.id}`;
    await change`UPDATE attempts SET claimed_at = claimed_at - interval '1 hour', ended_at = ended_at - interval '1 hour'
      WHERE task_id = ${task.id}`;
    await claimNext(first);
    await recordMetered(key.actor, "gateway", [aMeteredCall(2, { taskId: task.id })]);
    await recordMetered(key.actor, "otlp", [aMeteredCall(2, { taskId: task.id })]);
    const { totalCost, attempts } = await costs.reconcileCosts(ADMIN, { task: task.id });
    expect(totalCost).toBe("3");
    expect(attempts.map(({ number, sources }) => [number, sources[0]?.source])).toEqual([
      [1, "otlp"],
      [2, "gateway"],
    ]);
  });

  it("is not an attempt when none was live: then every source counts", async () => {
    const task = await aTask();
    await spend(1, { taskId: task.id });
    await recordMetered(ADMIN, "otlp", [aMeteredCall(2, { taskId: task.id })]);
    expect(await totalOf({ task: task.id })).toMatchObject({ calls: 2, totalCost: "3" });
    expect((await costs.reconcileCosts(ADMIN, { task: task.id })).attempts).toMatchObject([
      { attemptId: null, sources: [{ isCounted: true }, { isCounted: true }] },
    ]);
  });

  it("is told to nobody who may not see its task", async () => {
    const { task } = await claimOne();
    const { actor } = await aKey({ scopes: ["work:read"], project: await aProject() });
    await expect(costs.reconcileCosts(actor, { task: task.id })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("what a late result used", () => {
  it.each(["result", "failure"])("is recorded once, though the %s does not count", async (kind) => {
    const held = await claimOne();
    const { task, key, ref } = held;
    await change`UPDATE attempts SET lease_until = now() - interval '1 second' WHERE id = ${ref.attemptId}`;
    await work.expireLeases();
    const error = { kind: "exit" as const, message: "exit status 1", exitCode: 1 };
    const tell = (usage: typeof USED) =>
      kind === "result"
        ? work.completeTask(key.actor, task.id, { ...ref, result: {}, usage })
        : work.failTask(key.actor, task.id, { ...ref, error, usage, retry: true });
    await expect(tell(USED)).rejects.toMatchObject({ code: "lease_lost" });
    await expect.poll(() => listRecords({ task: task.id }), soon).toHaveLength(1);
    expect(await listRecords({ task: task.id })).toMatchObject([
      { totalCost: "5", attemptId: ref.attemptId },
    ]);
    await expect(tell({ models: [{ ...MODEL, inputTokens: 1, costUsd: "9" }] })).rejects.toThrow();
    await change`UPDATE reactions SET xid = 0, seq = 0 WHERE name = 'costs'`;
    const next = await claimOne();
    await work.completeTask(next.key.actor, next.task.id, { ...next.ref, result: {}, usage: USED });
    await expect.poll(() => listRecords({ task: next.task.id }), soon).toHaveLength(1);
    expect(await listRecords({ task: task.id })).toHaveLength(1);
    expect(await rows`SELECT 1 FROM reaction_failures`).toEqual([]);
  });
});
