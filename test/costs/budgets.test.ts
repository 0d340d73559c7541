import { describe, expect, it } from "vitest";
import * as costs from "@/lib/costs/service";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, aKey, anAgent, aProject, aTask, aTicket, claimNext } from "../support/makers";
import { auditOf, eventsOf, rows } from "../support/sql";
import { aBudget, aCall, crossings, getBudget, holdsOf, projectBudget, record, spend } from "./support/costs";

describe("test_budget_limit_check", () => {
  it("spending is counted to the last digit, and what is left is the least that any budget has", async () => {
    const { project, budget, pay } = await projectBudget();
    await pay(0.1);
    await pay(0.2);
    expect((await getBudget(budget.id)).current).toMatchObject({
      spent: "0.3",
      unpricedCalls: 0,
      holdId: null,
    });
    const ticket = await aTicket({ project });
    await aBudget({ scope: { kind: "ticket", ticketId: ticket.id }, limit: "3" });
    const check = await costs.checkBudgets(ADMIN, { ticket: ticket.id });
    expect(check).toMatchObject({ isAllowed: true, remaining: "3" });
    expect((await costs.checkBudgets(ADMIN, { project: project.id })).remaining).toBe("9.7");
    expect((await costs.checkBudgets(ADMIN, { project: (await aProject()).id })).remaining).toBe(null);
  });

  it("one spent budget that pauses is enough to say no; one that notifies is not", async () => {
    const { project, pay } = await projectBudget({ onExceed: "notify" });
    const task = await aTask({ project });
    await pay(10);
    expect(await costs.checkBudgets(ADMIN, { task: task.id })).toMatchObject({
      isAllowed: true,
      remaining: "0",
    });
    await aBudget({ scope: { kind: "project", projectId: project.id }, limit: "5" });
    expect((await costs.checkBudgets(ADMIN, { task: task.id })).isAllowed).toBe(false);
  });

  it("a call whose price nobody knows is counted beside what is spent", async () => {
    const { project, budget } = await projectBudget();
    await record([{ ...aCall(1, { projectId: project.id }), provider: "acme", model: "acme-9000" }]);
    expect((await getBudget(budget.id)).current).toMatchObject({ spent: "0", unpricedCalls: 1 });
  });

  it("a budget counts its own scope and nothing else", async () => {
    const project = await aProject();
    const ticket = await aTicket({ project });
    const task = await aTask({ ticket });
    const { agent } = await anAgent({ project });
    const inProject = { projectId: project.id };
    const scopes = {
      project: { kind: "project" as const, ...inProject },
      ticket: { kind: "ticket" as const, ticketId: ticket.id },
      agent: { kind: "agent" as const, agentId: agent.id },
      phase: { kind: "phase" as const, phase: "TESTING", ...inProject },
    };
    const ids: Record<string, string> = {};
    for (const [name, scope] of Object.entries(scopes))
      ids[name] = (await aBudget({ scope, limit: "100" })).id;
    await spend(1, { projectId: (await aProject()).id, phase: "TESTING" });
    await spend(2, inProject);
    await spend(4, { taskId: task.id });
    await spend(8, { ...inProject, agentId: agent.id });
    await spend(16, { ...inProject, phase: "TESTING" });
    const spent: Record<string, string> = {};
    for (const [name, id] of Object.entries(ids)) spent[name] = (await getBudget(id)).current.spent;
    expect(spent).toEqual({ project: "30", ticket: "4", agent: "8", phase: "16" });
  });

  it("a new budget counts what its period has seen already, and pauses at once if that is too much", async () => {
    const project = await aProject();
    await spend(7, { projectId: project.id });
    await spend(90, { projectId: project.id, occurredAt: "2024-05-05T05:05:05Z" });
    const scope = { kind: "project" as const, projectId: project.id };
    const budget = await aBudget({ scope, limit: "7", period: "monthly" });
    expect(budget).toMatchObject({ state: "exceeded", current: { spent: "7" } });
    expect(await holdsOf(budget.id)).toEqual([{ id: budget.current.holdId }]);
    const whole = await aBudget({ scope, limit: "1000", period: "once" });
    expect(whole.current).toMatchObject({ spent: "97", endsAt: null });
  });
});

describe("test_budget_alert_threshold", () => {
  it("warning, critical and exceeded are told once each, as spending comes to them", async () => {
    const { budget, pay } = await projectBudget({ warnAt: 0.5, criticalAt: 0.9 });
    const spentMore = async (usd: number) => {
      await pay(usd);
      return [(await getBudget(budget.id)).state, ...(await crossings(budget.id))];
    };
    expect(await spentMore(4.999999)).toEqual(["within"]);
    expect(await spentMore(0.000001)).toEqual(["warning", "warning"]);
    expect(await spentMore(3)).toEqual(["warning", "warning"]);
    expect(await spentMore(1)).toEqual(["critical", "warning", "critical"]);
    expect(await spentMore(1)).toEqual(["exceeded", "warning", "critical", "exceeded"]);
    expect(await spentMore(5)).toEqual(["exceeded", "warning", "critical", "exceeded"]);
  });

  it("shares in the wrong order, and a zone that is none, are refused", async () => {
    await expect(projectBudget({ warnAt: 0.9, criticalAt: 0.5 })).rejects.toMatchObject({
      code: "invalid_request",
    });
    await expect(projectBudget({ zone: "Mars/Olympus" })).rejects.toThrow();
    await expect(projectBudget({ zone: "+05:30" })).rejects.toThrow();
    const { budget } = await projectBudget();
    await expect(costs.updateBudget(ADMIN, budget.id, { warnAt: 0.99 })).rejects.toMatchObject({
      issues: [{ pointer: "/criticalAt" }],
    });
  });
});

describe("test_budget_exceeded_event", () => {
  it("a spent budget pauses its scope by one hold, which nobody ends by hand", async () => {
    const { project, budget, pay } = await projectBudget();
    const agent = await anAgent({ project });
    await aTask({ project });
    await pay(10);
    await pay(1);
    const { holdId } = (await getBudget(budget.id)).current;
    expect(await holdsOf(budget.id)).toEqual([{ id: holdId }]);
    await expect(claimNext(agent)).rejects.toThrow("nothing to claim");
    await expect(work.endHold(ADMIN, holdId ?? "", {})).rejects.toMatchObject({ code: "forbidden" });
    expect(await eventsOf(holdId ?? "")).toEqual(["hold.placed"]);
  });

  it("its hold says until when, as the clocks of the budget's zone have it; one of all time says nothing", async () => {
    const reasonOf = async (period: "daily" | "once") => {
      const { budget, pay } = await projectBudget({ period, zone: "Asia/Tokyo" });
      await pay(10);
      const { holdId } = (await getBudget(budget.id)).current;
      const [hold] = await rows<{ reason: string }>`SELECT reason FROM holds WHERE id = ${holdId}`;
      return hold?.reason;
    };
    expect(await reasonOf("daily")).toMatch(
      /^The budget of \$ 10\.00 is spent\. This hold ends with the period, on \d+ \w+, 00:00 \(Asia\/Tokyo\)\.$/,
    );
    expect(await reasonOf("once")).toBe("The budget of $ 10.00 is spent.");
  });

  it("one that notifies tells of it and pauses nothing", async () => {
    const { project, budget, pay } = await projectBudget({ onExceed: "notify" });
    await aTask({ project });
    await pay(11);
    expect(await crossings(budget.id)).toEqual(["warning", "critical", "exceeded"]);
    expect(await holdsOf(budget.id)).toEqual([]);
    await claimNext(await anAgent({ project }));
  });

  it.each([
    ["a limit above what is spent", (id: string) => costs.updateBudget(ADMIN, id, { limit: "12" })],
    ["to notify only", (id: string) => costs.updateBudget(ADMIN, id, { onExceed: "notify" })],
    ["its deletion", (id: string) => costs.deleteBudget(ADMIN, id)],
  ])("%s ends the pause, and is in the audit trail", async (_, change) => {
    const { project, budget, pay } = await projectBudget();
    const agent = await anAgent({ project });
    await aTask({ project });
    await pay(11);
    await change(budget.id);
    await change(budget.id).catch(() => {});
    expect(await holdsOf(budget.id)).toEqual([]);
    expect((await crossings(budget.id)).filter((type) => type === "resumed")).toHaveLength(1);
    expect((await auditOf(budget.id)).map(({ act, actor }) => [act, actor])).toEqual([
      ["cost.budget.created", ADMIN.id],
      [expect.stringMatching(/^cost\.budget\.(updated|deleted)$/), ADMIN.id],
    ]);
    await claimNext(agent);
  });

  it("a limit that is raised too little ends nothing; what is spent up to a higher one pauses again", async () => {
    const { budget, pay } = await projectBudget();
    await pay(10);
    await costs.updateBudget(ADMIN, budget.id, { limit: "9" });
    const [hold] = await holdsOf(budget.id);
    expect(hold?.id).toBe((await getBudget(budget.id)).current.holdId);
    await costs.updateBudget(ADMIN, budget.id, { limit: "20" });
    await pay(10);
    expect(await crossings(budget.id)).toEqual(
      ["warning", "critical", "exceeded", "resumed"].concat(["warning", "critical", "exceeded"]),
    );
    expect(await holdsOf(budget.id)).toHaveLength(1);
  });

  it("a limit that is lowered to what is spent pauses at once", async () => {
    const { budget, pay } = await projectBudget();
    await pay(6);
    const changed = await costs.updateBudget(ADMIN, budget.id, { limit: "6" });
    expect(changed).toMatchObject({ state: "exceeded", version: 2 });
    expect(await holdsOf(budget.id)).toHaveLength(1);
  });

  it("the same limit in other digits is no change", async () => {
    const { budget } = await projectBudget();
    const saved = await costs.updateBudget(ADMIN, budget.id, { limit: "10.00" });
    expect(saved).toMatchObject({ limit: "10", version: 1 });
    expect((await auditOf(budget.id)).map(({ act }) => act)).toEqual(["cost.budget.created"]);
  });

  it("a deleted budget counts no more and cannot be changed", async () => {
    const { budget, pay } = await projectBudget();
    await costs.deleteBudget(ADMIN, budget.id);
    await pay(11);
    expect(await holdsOf(budget.id)).toEqual([]);
    await expect(costs.updateBudget(ADMIN, budget.id, { limit: "1" })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("a phase that the configuration has lost is still paused: nothing that is spent is refused for it", async () => {
    const project = await aProject();
    const scope = { kind: "phase" as const, phase: "TESTING", projectId: project.id };
    const budget = await aBudget({ scope, limit: "1" });
    await rows`UPDATE budgets SET scope_target = 'GONE' WHERE id = ${budget.id} RETURNING id`;
    const { id: ticketId } = await aTicket({ project });
    const task = await aTask({ ticket: { id: ticketId } });
    await rows`UPDATE tasks SET phase = 'GONE' WHERE id = ${task.id} RETURNING id`;
    await spend(2, { taskId: task.id });
    expect(await holdsOf(budget.id)).toHaveLength(1);
  });
});

describe("a key of one project", () => {
  it("sees its project's budgets, is told no by a wider one, and learns nothing else of it", async () => {
    const { project, budget } = await projectBudget();
    const { budget: foreign } = await projectBudget();
    const wide = await aBudget({ scope: { kind: "phase", phase: "DEPLOYMENT" }, limit: "1" });
    await spend(2, { projectId: (await aProject()).id, phase: "DEPLOYMENT" });
    const { actor } = await aKey({ scopes: ["work:read"], project });
    const { items } = await costs.listBudgets(actor, { limit: 200 });
    expect(items.map(({ id }) => id)).toEqual([budget.id]);
    const check = await costs.checkBudgets(actor, { phase: "DEPLOYMENT" });
    expect([check.isAllowed, check.budgets.map(({ id }) => id)]).toEqual([false, [budget.id]]);
    const found = (await costs.listBudgets(ADMIN, { limit: 200, project: project.id })).items;
    expect(found.map(({ id }) => id)).toEqual([wide.id, budget.id]);
    expect(found.map(({ id }) => id)).not.toContain(foreign.id);
    await costs.deleteBudget(ADMIN, wide.id);
  });
});
