// Recorders, budgets and claims against each other on a real PostgreSQL.
import Big from "big.js";
import { beforeAll, describe, expect, it } from "vitest";
import { CostSummaryQuery } from "@/lib/costs/schema";
import * as costs from "@/lib/costs/service";
import * as work from "@/lib/work/service";
import {
  aBudget,
  aCall,
  aDayPasses,
  crossings,
  getBudget,
  holdsOf,
  record,
  spend,
} from "../costs/support/costs";
import { ADMIN, anAgent, aProject, aTask, aTicket, type TestAgent } from "../support/makers";
import { countDeadlocks, many } from "../support/races";
import { aServerDatabase } from "../support/server";
import { rows } from "../support/sql";
import { complete, createAll, take } from "../work/support/acts";

beforeAll(async () => {
  const { drop } = await aServerDatabase(24);
  return drop;
});

/** What the records themselves say was spent in a project. */
async function spentIn(project: { id: string }): Promise<string> {
  const [row] = await rows<{ spent: string }>`
    SELECT trim_scale(coalesce(sum(total_cost), 0))::text AS spent FROM cost_records WHERE project_id = ${project.id}`;
  return row?.spent ?? "";
}

describe("16 recorders on one budget", () => {
  it("record each call once, spend to the last digit, and cross each level once, by one hold", async () => {
    const project = await aProject();
    const scope = { kind: "project" as const, projectId: project.id };
    const budget = await aBudget({ scope, limit: "10", period: "daily" });
    // Calls of different tickets share no row of the roll-up: only the budget itself keeps their order.
    const tickets = await many(8, () => aTicket({ project }));
    const calls = Array.from({ length: 400 }, (_, n) =>
      aCall(0.03 + n * 0.000001, { ticketId: tickets[n % 8]?.id }),
    );
    const before = await countDeadlocks();
    // Every call is sent by two of them at the same time, each beginning at the other's end.
    await many(16, async (n) => {
      const own = calls.filter((_, index) => index % 8 === n % 8);
      for (let at = 0; at < own.length; at += 5) {
        const batch = own.slice(at, at + 5);
        await record(n < 8 ? batch : batch.toReversed());
      }
    });
    expect((await countDeadlocks()) - before).toBe(0);
    const wanted = calls
      .reduce((sum, { tokens }) => sum.plus(new Big(tokens.input ?? 0).div(1e6)), new Big(0))
      .toFixed();
    expect(await rows`SELECT 1 FROM cost_records WHERE project_id = ${project.id}`).toHaveLength(400);
    expect(await spentIn(project)).toBe(wanted);
    const found = await getBudget(budget.id);
    expect([found.current.spent, found.state]).toEqual([wanted, "exceeded"]);
    expect(await crossings(budget.id)).toEqual(["warning", "critical", "exceeded"]);
    expect(await holdsOf(budget.id)).toEqual([{ id: found.current.holdId }]);
    const summary = await costs.getCostSummary(ADMIN, CostSummaryQuery.parse({ project: project.id }));
    expect(summary.total).toMatchObject({ calls: 400, totalCost: wanted });
  });

  it("make a period that nobody has looked at yet, together, and it has all of them", async () => {
    const project = await aProject();
    const tickets = await many(16, () => aTicket({ project }));
    const budget = await aBudget({ scope: { kind: "project", projectId: project.id }, limit: "1000" });
    const occurredAt = "2025-02-03T04:05:06Z";
    await many(16, (n) => spend(0.5, { ticketId: tickets[n]?.id, occurredAt }));
    const periods = await rows`
      SELECT trim_scale(spent_usd)::text AS spent FROM budget_periods WHERE budget_id = ${budget.id} AND ends_at < now()`;
    expect(periods).toEqual([{ spent: "8" }]);
  });

  it("and one that is made meanwhile miss nothing and count nothing twice", async () => {
    const project = await aProject();
    const scope = { kind: "project" as const, projectId: project.id };
    const made: Promise<{ id: string }>[] = [];
    await many(12, async (n) => {
      for (let round = 0; round < 12; round += 1) {
        await spend(0.01 * (n + 1), { projectId: project.id });
        if (n === 0 && round % 3 === 1)
          made.push(aBudget({ scope, limit: "1000", period: round > 6 ? "once" : "daily" }));
      }
    });
    const budgets = await Promise.all(made);
    expect(budgets).toHaveLength(4);
    const spent = await Promise.all(budgets.map(async ({ id }) => (await getBudget(id)).current.spent));
    expect(spent).toEqual(Array(4).fill(await spentIn(project)));
  });
});

describe("a pause whose period is over", () => {
  it("is ended once, however many replicas look", async () => {
    const project = await aProject();
    const budget = await aBudget({
      scope: { kind: "project", projectId: project.id },
      limit: "1",
      period: "daily",
    });
    await spend(2, { projectId: project.id });
    await aDayPasses(project.id, budget.id);
    await many(12, () => costs.endOverPauses());
    expect(await holdsOf(budget.id)).toEqual([]);
    expect((await crossings(budget.id)).filter((type) => type === "resumed")).toHaveLength(1);
    const ended =
      await rows`SELECT 1 FROM events WHERE type = 'hold.ended' AND payload->>'owner' = ${budget.id}`;
    expect(ended).toHaveLength(1);
  });
});

describe("recorders, budgets that come and go, and claims", () => {
  it("wait for each other in no circle, and leave every sum right", async () => {
    const project = await aProject();
    const ticket = await aTicket({ project });
    await createAll(ticket, Array(400).fill({}));
    const scope = { kind: "project" as const, projectId: project.id };
    const whole = await aBudget({ scope, limit: "2", period: "daily" });
    const tight = await aBudget({
      scope: { kind: "ticket", ticketId: ticket.id },
      limit: "1",
      period: "monthly",
    });
    const agents = await many(5, () => anAgent({ project, capacity: 6 }));
    const before = await countDeadlocks();
    const until = performance.now() + 5000;
    let claimed = 0;
    let recorded = 0;
    const work5s = async (step: (n: number) => Promise<unknown>) => {
      for (let n = 0; performance.now() < until; n += 1) await step(n);
    };
    const run = (agent: TestAgent) =>
      work5s(async () => {
        const held = await take(agent, 3);
        claimed += held.length;
        await Promise.all(held.map(complete));
        await spend(0.01, { projectId: project.id, ticketId: ticket.id, agentId: agent.agent.id });
        recorded += 1;
      });
    const raise = (id: string) =>
      work5s((n) => costs.updateBudget(ADMIN, id, { limit: n % 2 === 0 ? "100000" : "0.001" }));
    await Promise.all([
      ...agents.map(run),
      raise(whole.id),
      raise(tight.id),
      work5s(async () => {
        const budget = await aBudget({ scope, limit: "0.01" });
        await costs.deleteBudget(ADMIN, budget.id);
      }),
      work5s(() => work.tick()),
      work5s(() => costs.endOverPauses()),
    ]);
    expect((await countDeadlocks()) - before).toBe(0);
    expect([claimed > 5, recorded > 5]).toEqual([true, true]);
    const spent = await spentIn(project);
    expect(spent).toBe(new Big(recorded).times("0.01").toFixed());
    for (const { id } of [whole, tight]) {
      const { current, state } = await getBudget(id);
      expect([current.spent, (await holdsOf(id)).length]).toEqual([spent, state === "exceeded" ? 1 : 0]);
    }
    await costs.deleteBudget(ADMIN, whole.id);
    await costs.deleteBudget(ADMIN, tight.id);
    await work.tick();
    await aTask({ ticket });
    expect(await take(await anAgent({ project }))).toHaveLength(1);
  });
});
