// From a claim to a spent budget and back: what agents report reaches the ledger by itself.
import { describe, expect, it } from "vitest";
import { type CostRecord, CostRecordsQuery } from "@/lib/costs/schema";
import * as costs from "@/lib/costs/service";
import type { UsageSummary } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, anAgent, aProject, aTask, claimNext, claimOne, type Held } from "../support/makers";
import { change, rows } from "../support/sql";
import { claudeResult, claudeWork, toText } from "../worker/support/agent-streams";
import { readStream } from "../worker/support/read-stream";
import { aBudget, crossings, getBudget } from "./support/costs";
import { runCosts, soon } from "./support/sources";

runCosts();

/** What the runner's profile makes of a run of Claude Code with two models. */
const { usage } = readStream("claude-code", toText([...claudeWork, claudeResult]));

const recordsOf = async (task: { id: string }): Promise<CostRecord[]> =>
  (await costs.listCostRecords(ADMIN, CostRecordsQuery.parse({ task: task.id }))).items;
const complete = ({ key, task, ref }: Held, used: UsageSummary | null = usage) =>
  work.completeTask(key.actor, task.id, { ...ref, result: {}, usage: used });
const fail = ({ key, task, ref }: Held, retry: boolean) => {
  const error = { kind: "exit" as const, message: "exit status 1", exitCode: 1 };
  return work.failTask(key.actor, task.id, { ...ref, error, usage, retry });
};

describe("a run of Claude Code", () => {
  it("is in the ledger once, priced by model, and a spent budget stops the next claim until it is raised", async () => {
    const project = await aProject();
    const agent = await anAgent({ project });
    const task = await aTask({ project });
    const waiting = await aTask({ project });
    const scope = { kind: "project" as const, projectId: project.id };
    const budget = await aBudget({ scope, limit: "0.006", period: "daily" });

    const held = await claimNext(agent);
    await complete(held);
    await expect.poll(() => recordsOf(task), soon).toHaveLength(2);
    const found = await recordsOf(task);
    const about = { agentId: agent.agent.id, ticketId: task.ticketId, attemptId: held.ref.attemptId };
    // 8, 2,000, 600 and 70 tokens at $ 5, 0.50, 6.25 and 25 a million; 100 and 5 at $ 1 and 5.
    expect(found.toSorted((a, b) => (a.model < b.model ? 1 : -1))).toMatchObject([
      {
        ...about,
        model: "claude-opus-4-8",
        totalCost: "0.00654",
        reportedCost: "0.0120456",
        source: "runner",
      },
      {
        ...about,
        model: "claude-haiku-4-5",
        totalCost: "0.000125",
        reportedCost: "0.0003",
        phase: task.phase,
      },
    ]);
    expect(await getBudget(budget.id)).toMatchObject({ state: "exceeded", current: { spent: "0.006665" } });
    expect(await crossings(budget.id)).toEqual(["warning", "critical", "exceeded"]);

    await expect(claimNext(agent)).rejects.toThrow("nothing to claim");
    await costs.updateBudget(ADMIN, budget.id, { limit: "1" });
    expect((await claimNext(agent)).task.id).toBe(waiting.id);
    expect(await crossings(budget.id)).toContain("resumed");
  });

  it.each(["failed", "retried", "cancelled"])("that %s was paid for too", async (end) => {
    const held = await claimOne();
    if (end === "cancelled") {
      await work.cancelTask(ADMIN, held.task.id, { reason: "r" });
      await fail(held, false);
    } else await fail(held, end === "retried");
    await expect.poll(() => recordsOf(held.task), soon).toHaveLength(2);
  });

  it("is recorded once, however often its events come", async () => {
    const held = await claimOne();
    await complete(held);
    await expect.poll(() => recordsOf(held.task), soon).toHaveLength(2);
    await change`UPDATE reactions SET xid = 0, seq = 0 WHERE name = 'costs'`;
    const later = await claimOne();
    await complete(later);
    await expect.poll(() => recordsOf(later.task), soon).toHaveLength(2);
    expect(await recordsOf(held.task)).toHaveLength(2);
    expect(await rows`SELECT 1 FROM reaction_failures`).toEqual([]);
  });

  it("that tells no model is put down to the one that the agent runs on; nothing used is nothing recorded", async () => {
    const project = await aProject();
    const tasks = [await aTask({ project }), await aTask({ project }), await aTask({ project })];
    const agent = await anAgent({ project, model: "claude-haiku-4-5", capacity: 3 });
    const used = [{ durationMs: 5 }, { inputTokens: 1_000_000, costUsd: "2" }, { durationMs: 5 }];
    for (const one of used) await complete(await claimNext(agent), one);
    const list = () => Promise.all(tasks.map(recordsOf));
    await expect.poll(async () => (await list()).flat(), soon).toHaveLength(1);
    expect((await list()).flat()).toMatchObject([
      { model: "claude-haiku-4-5", totalCost: "1", reportedCost: "2", taskId: tasks[1]?.id },
    ]);
  });
});

it("five runs tell what the next is expected to cost: its claim reserves that, until its end is heard of", async () => {
  const project = await aProject();
  const agent = await anAgent({ project });
  for (let run = 0; run < 6; run += 1) await aTask({ project, phase: "IMPLEMENTATION" });
  for (let run = 0; run < 5; run += 1) await complete(await claimNext(agent));
  const expected = async () =>
    (await costs.checkBudgets(ADMIN, { project: project.id, phase: "IMPLEMENTATION" })).expected;
  await expect.poll(expected, soon).toMatch(/^0\.00/);
  const budget = await aBudget({ scope: { kind: "project", projectId: project.id }, limit: "1" });
  const held = await claimNext(agent);
  expect((await getBudget(budget.id)).current.reserved).toBe(await expected());
  await complete(held);
  await expect.poll(async () => (await getBudget(budget.id)).current.reserved, soon).toBe("0");
});
