import { describe, expect, it } from "vitest";
import * as costs from "@/lib/costs/service";
import "../support/embedded";
import { anAgent, aProject, aTask, claimNext } from "../support/makers";
import { rows } from "../support/sql";
import { aBudget, aDayPasses, crossings, getBudget, holdsOf, projectBudget, spend } from "./support/costs";

describe("test_budget_period_rollover", () => {
  it("the next period begins with nothing spent and ends the pause, once", async () => {
    const { project, budget, pay } = await projectBudget();
    const agent = await anAgent({ project });
    await aTask({ project });
    await pay(11);
    await costs.endOverPauses();
    expect(await holdsOf(budget.id)).toHaveLength(1);
    await aDayPasses(project.id, budget.id);
    expect(await getBudget(budget.id)).toMatchObject({
      state: "within",
      current: { spent: "0", holdId: null },
    });
    await Promise.all([costs.endOverPauses(), costs.endOverPauses()]);
    await costs.endOverPauses();
    expect(await holdsOf(budget.id)).toEqual([]);
    expect(await crossings(budget.id)).toEqual(["warning", "critical", "exceeded", "resumed"]);
    await claimNext(agent);
    await pay(10);
    expect(await crossings(budget.id)).toHaveLength(7);
    expect(await holdsOf(budget.id)).toHaveLength(1);
  });

  it("a late record counts in the period it belongs to, and never pauses for a past one", async () => {
    const { project, budget, pay } = await projectBudget();
    await pay(9);
    await aDayPasses(project.id, budget.id);
    const yesterday = new Date(
      Date.parse((await getBudget(budget.id)).current.startsAt) - 1000,
    ).toISOString();
    await spend(5, { projectId: project.id, occurredAt: yesterday });
    expect((await getBudget(budget.id)).current.spent).toBe("0");
    expect(await holdsOf(budget.id)).toEqual([]);
    const [past] = await rows<{ spent: string }>`
      SELECT trim_scale(spent_usd)::text AS spent FROM budget_periods WHERE budget_id = ${budget.id}`;
    expect(past?.spent).toBe("14");
    expect(await crossings(budget.id)).toEqual(["warning", "critical", "exceeded"]);
  });

  it("a late record for a period before the budget was there has it counted whole", async () => {
    const project = await aProject();
    const occurredAt = "2025-03-30T12:00:00Z";
    await spend(3, { projectId: project.id, occurredAt });
    const budget = await aBudget({ scope: { kind: "project", projectId: project.id }, limit: "100" });
    await spend(4, { projectId: project.id, occurredAt });
    const [past] = await rows<{ spent: string }>`
      SELECT trim_scale(spent_usd)::text AS spent FROM budget_periods
      WHERE budget_id = ${budget.id} AND ends_at < now()`;
    expect(past?.spent).toBe("7");
  });
});
