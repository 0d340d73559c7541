// What cannot be priced, or be put down to anything, is in sums and budgets nevertheless.
import { describe, expect, it } from "vitest";
import { CostSummaryQuery } from "@/lib/costs/schema";
import * as costs from "@/lib/costs/service";
import "../support/embedded";
import { ADMIN, aProject, claimOne, unique } from "../support/makers";
import { eventsOf, rows } from "../support/sql";
import { aBudget, aCall, getBudget, record, spend } from "./support/costs";
import { listRecords, totalOf } from "./support/sources";

describe("a call without a price", () => {
  const unknown = { provider: "acme", model: unique("acme"), tokens: { input: 1_000_000 } };

  it("is taken to cost what the dearest known model does, by budgets that pause, and told of once a model", async () => {
    const project = await aProject();
    const scope = { kind: "project" as const, projectId: project.id };
    const hard = await aBudget({ scope, limit: "100" });
    const soft = await aBudget({ scope, limit: "100", onExceed: "notify" });
    const { items } = await record([aCall(0, { projectId: project.id, ...unknown })]);
    await record([aCall(0, { projectId: project.id, ...unknown })]);
    const [found] = await listRecords({ project: project.id, status: "unpriced" });
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
    const [found] = await listRecords({ project: project.id });
    expect(Number(found?.assumedCost)).toBeGreaterThan(1);
    expect(Number(found?.assumedCost)).toBeLessThan(100);
  });
});

describe("what belongs to no ticket, agent, phase or task", () => {
  it("can be asked for, in records and in sums", async () => {
    const { task, project } = await claimOne();
    await spend(1, { taskId: task.id });
    await spend(2, { projectId: project.id });
    for (const field of ["ticket", "agent", "phase", "task"]) {
      const none = { project: project.id, [field]: "none" };
      expect((await listRecords(none)).map(({ totalCost }) => totalCost)).toEqual(["2"]);
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
