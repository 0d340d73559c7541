// One source's word counts for each attempt, whoever else tells of it; what is told again must be the same.
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { attemptAt } from "@/lib/costs/rules";
import { type CostRecord, CostRecordsQuery, CostSummaryQuery } from "@/lib/costs/schema";
import * as costs from "@/lib/costs/service";
import { type MeteredCall, recordMetered } from "@/lib/costs/service/metered";
import { startDispatcher } from "@/lib/platform/events/dispatch/dispatcher";
import type { Stop } from "@/lib/platform/stop";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, aKey, anAgent, aProject, aTask, claimNext, claimOne, unique } from "../support/makers";
import { change, eventsOf, rows } from "../support/sql";
import { aBudget, aCall, getBudget, MODEL, record, spend } from "./support/costs";

const soon = { timeout: 10_000, interval: 20 };
const stops: Stop[] = [];
beforeAll(async () => {
  stops.push(costs.startCosts(), startDispatcher({ pollMs: 60, batch: 20, retryMs: [30] }));
  await vi.waitUntil(async () => (await rows`SELECT 1 FROM reactions WHERE name = 'costs'`).length, soon);
});
afterAll(async () => {
  for (const stop of stops) await stop();
});

const NONE_USED = { input: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0 };
const metered = (usd: number, about: Partial<MeteredCall>): MeteredCall => ({
  externalId: unique("call"),
  ...MODEL,
  tokens: { ...NONE_USED, input: Math.round(usd * 1e6) },
  reportedCost: null,
  occurredAt: new Date(),
  ...about,
});
const list = async (query: Record<string, unknown>): Promise<CostRecord[]> =>
  (await costs.listCostRecords(ADMIN, CostRecordsQuery.parse(query))).items;
const totalOf = async (query: Record<string, unknown>) =>
  (await costs.getCostSummary(ADMIN, CostSummaryQuery.parse(query))).total;
const USED = { models: [{ ...MODEL, inputTokens: 5_000_000, costUsd: "5.20" }] };

describe("an attempt that two sources tell of", () => {
  it("is counted by the first alone, in sums and budgets; the other is shown with what it differs by", async () => {
    const held = await claimOne();
    const { task, project, key, ref } = held;
    const scope = { kind: "project" as const, projectId: project.id };
    const budget = await aBudget({ scope, limit: "100" });
    await recordMetered(key.actor, "gateway", [metered(4.6, { taskId: task.id })]);
    await work.completeTask(key.actor, task.id, { ...ref, result: {}, usage: USED });
    await expect.poll(() => list({ task: task.id }), soon).toHaveLength(2);
    await recordMetered(key.actor, "otlp", [metered(4.7, { taskId: task.id })]);
    expect(await totalOf({ project: project.id })).toMatchObject({ calls: 1, totalCost: "4.6" });
    expect(await totalOf({ task: task.id, by: "task" })).toMatchObject({ calls: 1, totalCost: "4.6" });
    expect((await getBudget(budget.id)).current.spent).toBe("4.6");
    const other = await aBudget({ scope, limit: "100", period: "once" });
    expect((await getBudget(other.id)).current.spent).toBe("4.6");
    expect((await list({ task: task.id, counted: "false" })).map(({ source }) => source).sort()).toEqual([
      "otlp",
      "runner",
    ]);
    expect(await list({ task: task.id, source: "gateway" })).toMatchObject([{ isCounted: true }]);
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
    await recordMetered(key.actor, "otlp", [metered(1, { taskId: task.id })]);
    const error = { kind: "exit" as const, message: "exit status 1", exitCode: 1 };
    await work.failTask(key.actor, task.id, { ...first.ref, error, usage: null, retry: true });
    await change`UPDATE tasks SET available_at = now() WHERE id = ${task.id}`;
    await change`UPDATE attempts SET claimed_at = claimed_at - interval '1 hour', ended_at = ended_at - interval '1 hour'
      WHERE task_id = ${task.id}`;
    await claimNext(first);
    await recordMetered(key.actor, "gateway", [metered(2, { taskId: task.id })]);
    await recordMetered(key.actor, "otlp", [metered(2, { taskId: task.id })]);
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
    await recordMetered(ADMIN, "otlp", [metered(2, { taskId: task.id })]);
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

describe("a metered call", () => {
  it("without task and agent is put down to the key's only agent, and is recorded once by its name", async () => {
    const project = await aProject();
    const { key, agent } = await anAgent({ project });
    const call = metered(1, {});
    await recordMetered(key.actor, "gateway", [call, call]);
    await recordMetered(key.actor, "gateway", [call]);
    expect(await list({ agent: agent.id })).toMatchObject([{ totalCost: "1", projectId: project.id }]);
    const other = metered(2, { externalId: call.externalId });
    await expect(recordMetered(key.actor, "gateway", [other])).rejects.toMatchObject({ code: "conflict" });
  });

  it("that names nothing is put down to the one task that the agent had, and to none where it had two", async () => {
    const project = await aProject();
    const agent = await anAgent({ project, capacity: 2 });
    await aTask({ project });
    await aTask({ project });
    const first = await claimNext(agent);
    await recordMetered(agent.key.actor, "gateway", [metered(1, {})]);
    expect(await list({ task: first.task.id })).toMatchObject([
      {
        attemptId: first.ref.attemptId,
        agentId: agent.agent.id,
        ticketId: first.task.ticketId,
        totalCost: "1",
      },
    ]);
    await claimNext(agent);
    await recordMetered(agent.key.actor, "gateway", [metered(2, {}), metered(4, { projectId: project.id })]);
    const without = await list({ project: project.id, task: "none" });
    expect(without.map(({ totalCost, agentId }) => [totalCost, agentId]).sort()).toEqual([
      ["2", agent.agent.id],
      ["4", agent.agent.id],
    ]);
  });

  it("is put down to no task that its key may not see", async () => {
    const project = await aProject();
    const key = await aKey({ scopes: ["work:run"] });
    const agent = await anAgent({ project, key });
    expect(agent.agent.projectId).toBeNull();
    await aTask({ project });
    // Of any project, since it works for all.
    const held = await claimNext(agent);
    const own = await aProject();
    const { actor } = await aKey({ scopes: ["costs:write"], project: own });
    await recordMetered(actor, "gateway", [metered(1, { agentId: agent.agent.id })]);
    expect(await list({ agent: agent.agent.id })).toMatchObject([{ taskId: null, projectId: own.id }]);
    await recordMetered(key.actor, "gateway", [metered(2, {})]);
    const [known] = await list({ task: held.task.id, agent: agent.agent.id });
    expect(known).toMatchObject({ attemptId: held.ref.attemptId, totalCost: "2" });
  });

  it("of a task is put down to the attempt of its time and to who had it then", async () => {
    const { task, agent, key, ref } = await claimOne();
    await recordMetered(key.actor, "gateway", [metered(1, { taskId: task.id })]);
    expect(await list({ task: task.id })).toMatchObject([{ attemptId: ref.attemptId, agentId: agent.id }]);
    const far = new Date(Date.now() - 3_600_000);
    await recordMetered(key.actor, "gateway", [metered(2, { taskId: task.id, occurredAt: far })]);
    expect((await list({ task: task.id }))[1]).toMatchObject({ attemptId: null, totalCost: "2" });
    const told = { taskId: task.id, occurredAt: new Date(far.getTime() + 1), attemptId: ref.attemptId };
    await recordMetered(key.actor, "gateway", [metered(3, told)]);
    expect((await list({ task: task.id }))[1]).toMatchObject({ attemptId: ref.attemptId, totalCost: "3" });
  });

  it("keeps what it was served at and that it was estimated", async () => {
    const { task, key } = await claimOne();
    const about = { taskId: task.id, tier: "batch", isEstimated: true };
    await recordMetered(key.actor, "gateway", [metered(1, about)]);
    expect(await list({ task: task.id })).toMatchObject([
      { tier: "batch", isEstimated: true, totalCost: "0.5" },
    ]);
  });

  it("needs a right to record or to run, and what it names must be there", async () => {
    const reader = await aKey({ scopes: ["work:read"] });
    await expect(recordMetered(reader.actor, "otlp", [metered(1, {})])).rejects.toMatchObject({
      code: "forbidden",
    });
    const { actor } = await aKey({ scopes: ["work:run"], project: await aProject() });
    const { task } = await claimOne();
    await expect(recordMetered(actor, "otlp", [metered(1, { taskId: task.id })])).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("the attempt of an instant", () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
  const stays = [
    { id: 1, claimedAt: at(10), endedAt: at(20) },
    { id: 2, claimedAt: at(20), endedAt: at(30) },
    { id: 3, claimedAt: at(60), endedAt: null },
  ];
  it.each([
    [4, undefined],
    [6, 1],
    [15, 1],
    [20, 2],
    [34, 2],
    [36, undefined],
    [57, 3],
    [999, 3],
  ])("minute %i belongs to %s", (minute, id) => {
    expect(attemptAt(stays, at(minute))?.id).toBe(id);
  });
});

describe("a name that is known", () => {
  it("with other content is refused, naming record and fields, and nothing of the request is written", async () => {
    const { id: projectId } = await aProject();
    const one = aCall(1, { projectId, occurredAt: "2026-11-01T00:00:00Z" });
    const { items } = await record([one]);
    const changed = {
      ...one,
      tokens: { input: 1, output: 2 },
      model: "claude-opus-4-5",
      reportedCost: "1",
      occurredAt: "2026-11-02T00:00:00Z",
      phase: "TESTING",
    };
    const refused = await record([aCall(2, { projectId }), changed]).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "conflict" });
    const { issues } = refused as { issues: { pointer: string; detail: string }[] };
    expect(issues.map(({ pointer }) => pointer)).toEqual(
      ["model", "tokens/input", "tokens/output", "reportedCost", "occurredAt", "phase"].map(
        (field) => `/records/1/${field}`,
      ),
    );
    expect(issues[0]?.detail).toContain(items[0]?.id);
    expect(await list({ project: projectId })).toHaveLength(1);
    expect(await totalOf({ project: projectId })).toMatchObject({ calls: 1, totalCost: "1" });
  });

  it("with other content in the same request is refused too, and writes nothing", async () => {
    const { id: projectId } = await aProject();
    const one = aCall(1, { projectId });
    await expect(record([one, { ...one, provider: "openai" }])).rejects.toMatchObject({
      code: "conflict",
      issues: [{ pointer: "/records/1/provider" }],
    });
    expect(await list({ project: projectId })).toEqual([]);
  });

  it("with the same content in other words is the same call", async () => {
    const { task } = await claimOne();
    const one = aCall(1, { taskId: task.id, reportedCost: "1.50" });
    await record([one]);
    const again = { ...one, reportedCost: "1.5", tokens: { input: 1_000_000, output: 0 }, phase: task.phase };
    expect((await record([again])).items).toMatchObject([{ isNew: false }]);
  });

  it("whose time was ahead of ours, or not told, may be sent again", async () => {
    const { id: projectId } = await aProject();
    const ahead = aCall(1, { projectId, occurredAt: new Date(Date.now() + 60_000).toISOString() });
    const timeless = aCall(1, { projectId });
    await record([ahead, timeless]);
    expect((await record([ahead, timeless])).items).toMatchObject([{ isNew: false }, { isNew: false }]);
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
    await expect.poll(() => list({ task: task.id }), soon).toHaveLength(1);
    expect(await list({ task: task.id })).toMatchObject([{ totalCost: "5", attemptId: ref.attemptId }]);
    await expect(tell({ models: [{ ...MODEL, inputTokens: 1, costUsd: "9" }] })).rejects.toThrow();
    await change`UPDATE reactions SET xid = 0, seq = 0 WHERE name = 'costs'`;
    const next = await claimOne();
    await work.completeTask(next.key.actor, next.task.id, { ...next.ref, result: {}, usage: USED });
    await expect.poll(() => list({ task: next.task.id }), soon).toHaveLength(1);
    expect(await list({ task: task.id })).toHaveLength(1);
    expect(await rows`SELECT 1 FROM reaction_failures`).toEqual([]);
  });
});

describe("what belongs to no ticket, agent, phase or task", () => {
  it("can be asked for, in records and in sums", async () => {
    const { task, project } = await claimOne();
    await spend(1, { taskId: task.id });
    await spend(2, { projectId: project.id });
    for (const field of ["ticket", "agent", "phase", "task"]) {
      const none = { project: project.id, [field]: "none" };
      expect((await list(none)).map(({ totalCost }) => totalCost)).toEqual(["2"]);
      expect((await totalOf(none)).totalCost).toBe("2");
    }
    const byTask = await costs.getCostSummary(
      ADMIN,
      CostSummaryQuery.parse({ project: project.id, by: "task" }),
    );
    expect(byTask.items.map(({ label, totalCost }) => [label, totalCost])).toEqual([
      ["No task", "2"],
      [task.title, "1"],
    ]);
  });
});

describe("a call without a price", () => {
  const unknown = { provider: "acme", model: unique("acme"), tokens: { input: 1_000_000 } };

  it("is taken to cost what the dearest known model does, by budgets that pause, and told of once a model", async () => {
    const project = await aProject();
    const scope = { kind: "project" as const, projectId: project.id };
    const hard = await aBudget({ scope, limit: "100" });
    const soft = await aBudget({ scope, limit: "100", onExceed: "notify" });
    const { items } = await record([aCall(0, { projectId: project.id, ...unknown })]);
    await record([aCall(0, { projectId: project.id, ...unknown })]);
    const [found] = await list({ project: project.id, status: "unpriced" });
    // o1-pro, at $ 150 a million.
    expect(found).toMatchObject({ totalCost: null, assumedCost: "150", isCounted: true });
    expect(await totalOf({ project: project.id })).toMatchObject({ totalCost: "0", assumedCost: "300" });
    expect((await getBudget(hard.id)).state).toBe("exceeded");
    expect((await getBudget(hard.id)).current).toMatchObject({ spent: "0", unpricedCalls: 2 });
    expect((await getBudget(hard.id)).current.holdId).toBeTruthy();
    expect((await getBudget(soft.id)).state).toBe("within");
    const [period] = await rows<{ assumed: string }>`
      SELECT trim_scale(assumed_usd)::text AS assumed FROM budget_periods WHERE budget_id = ${hard.id}`;
    expect(period?.assumed).toBe("300");
    const told =
      await rows`SELECT payload FROM events WHERE type = 'cost.unpriced' AND project_id = ${project.id}`;
    expect(told).toEqual([{ payload: { provider: "acme", model: unknown.model } }]);
    expect(await eventsOf(items[0]?.id ?? "")).toContain("cost.unpriced");
  });

  it("is measured by its own provider's dearest model, where that one is known", async () => {
    const project = await aProject();
    await record([aCall(0, { projectId: project.id, ...unknown, provider: "anthropic" })]);
    const [found] = await list({ project: project.id });
    expect(Number(found?.assumedCost)).toBeGreaterThan(1);
    expect(Number(found?.assumedCost)).toBeLessThan(100);
  });
});
