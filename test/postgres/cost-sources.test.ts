// Sources, re-rating and months against recorders on a real PostgreSQL.
import Big from "big.js";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { CostSummaryQuery, Rerate } from "@/lib/costs/schema";
import * as costs from "@/lib/costs/service";
import { type MeteredCall, recordMetered } from "@/lib/costs/service/metered";
import { aBudget, aCall, getBudget, MODEL, record, spend } from "../costs/support/costs";
import { ownPrices } from "../costs/support/own-prices";
import { ADMIN, anAgent, aProject, aTicket, unique } from "../support/makers";
import { countDeadlocks, many } from "../support/races";
import { aServerDatabase } from "../support/server";
import { change, rows } from "../support/sql";
import { createAll, take } from "../work/support/acts";

// Read once a process, so it must be there before anything asks for it.
const folder = vi.hoisted(() => {
  const path = `${process.env.TMPDIR ?? "/tmp"}/omoi-config-${process.pid}-${Date.now()}`;
  process.env.OMOI_CONFIG_DIR = path;
  return path;
});
const { setPrice } = ownPrices(folder);

beforeAll(async () => {
  const { drop } = await aServerDatabase(24);
  return drop;
});

/** What the records themselves say: what counts, as it was rated last. */
async function countedIn(project: { id: string }) {
  const [row] = await rows<{ spent: string; calls: number; unpriced: number; assumed: string }>`
    SELECT trim_scale(coalesce(sum(coalesce(adjusted_cost, total_cost)), 0))::text AS spent, count(*)::int AS calls,
      (count(*) FILTER (WHERE coalesce(adjusted_cost, total_cost) IS NULL))::int AS unpriced,
      trim_scale(coalesce(sum(assumed_cost) FILTER (WHERE coalesce(adjusted_cost, total_cost) IS NULL), 0))::text
        AS assumed
    FROM cost_records WHERE project_id = ${project.id} AND is_counted`;
  if (!row) throw new Error("A sum without a row.");
  return row;
}

async function expectSums(project: { id: string }, budget: { id: string }) {
  const raw = await countedIn(project);
  const { total } = await costs.getCostSummary(ADMIN, CostSummaryQuery.parse({ project: project.id }));
  expect([total.totalCost, total.calls, total.unpricedCalls, total.assumedCost]).toEqual([
    raw.spent,
    raw.calls,
    raw.unpriced,
    raw.assumed,
  ]);
  const { current } = await getBudget(budget.id);
  expect([current.spent, current.unpricedCalls]).toEqual([raw.spent, raw.unpriced]);
  const periods = await rows`
    SELECT trim_scale(assumed_usd)::text AS assumed FROM budget_periods WHERE budget_id = ${budget.id}`;
  expect(periods).toEqual([{ assumed: raw.assumed }]);
  return raw;
}

describe("16 recorders of two sources on the same attempts", () => {
  it("have one source counted for each attempt, in every sum, and wait for each other in no circle", async () => {
    const project = await aProject();
    const ticket = await aTicket({ project });
    await createAll(ticket, Array(12).fill({}));
    const agent = await anAgent({ project, capacity: 12 });
    const claims = await take(agent, 12);
    const budget = await aBudget({
      scope: { kind: "project", projectId: project.id },
      limit: "100000",
      period: "once",
    });
    const before = await countDeadlocks();
    const metered = (taskId: string): MeteredCall => ({
      externalId: unique("call"),
      ...MODEL,
      tokens: { input: 10_001, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0 },
      reportedCost: null,
      occurredAt: new Date(),
      taskId,
    });
    await many(16, async (n) => {
      const tasks = claims.map(({ task }) => task.id);
      for (let round = 0; round < 6; round += 1) {
        const inOrder = n % 4 < 2 ? tasks : tasks.toReversed();
        await recordMetered(agent.key.actor, n % 2 === 0 ? "gateway" : "otlp", inOrder.map(metered));
      }
    });
    expect((await countDeadlocks()) - before).toBe(0);
    const counted = await rows<{ sources: number; calls: number }>`
      SELECT count(DISTINCT source)::int AS sources, count(*)::int AS calls FROM cost_records
      WHERE project_id = ${project.id} AND is_counted GROUP BY attempt_id`;
    expect(counted).toEqual(Array(12).fill({ sources: 1, calls: 48 }));
    const raw = await expectSums(project, budget);
    expect(raw.spent).toBe(new Big("0.010001").times(12 * 48).toFixed());
  });
});

describe("re-rating while others record", () => {
  it("leaves every sum as the records say, however many re-rate at once", async () => {
    const project = await aProject();
    const tickets = await many(4, () => aTicket({ project }));
    const rocket = { provider: "acme", model: unique("rocket").toLowerCase() };
    const scope = { kind: "project" as const, projectId: project.id };
    const budget = await aBudget({ scope, limit: "99999999", period: "once" });
    const fly = (n: number) =>
      record(
        Array.from({ length: 5 }, (_, at) =>
          aCall(0.01 + n * 1e-6, { ...rocket, ticketId: tickets[(n + at) % 4]?.id }),
        ),
      );
    await setPrice(rocket, null);
    await many(8, fly);
    const before = await countDeadlocks();
    const rerate = () =>
      costs.rerateCosts(
        ADMIN,
        Rerate.parse({ from: new Date(Date.now() - 3_600_000).toISOString(), ...rocket }),
      );
    for (const usd of [1, 3, 2]) {
      await setPrice(rocket, usd);
      await many<unknown>(12, (n) => (n < 8 ? fly(n) : rerate()));
    }
    await rerate();
    expect((await countDeadlocks()) - before).toBe(0);
    const raw = await expectSums(project, budget);
    expect([raw.calls, raw.unpriced]).toEqual([160, 0]);
    const [tokens] = await rows<{ sum: string }>`
      SELECT sum(input_tokens)::text AS sum FROM cost_records WHERE project_id = ${project.id}`;
    expect(raw.spent).toBe(new Big(tokens?.sum ?? 0).times(2).div(1e6).toFixed());
    const chains = await rows`
      SELECT 1 FROM cost_adjustments a JOIN cost_adjustments b ON a.record_id = b.record_id AND a.id < b.id
      WHERE a.to_cost IS DISTINCT FROM b.from_cost AND NOT EXISTS (
        SELECT 1 FROM cost_adjustments c WHERE c.record_id = a.record_id AND c.id > a.id AND c.id < b.id)`;
    expect(chains).toEqual([]);
  });
});

describe("months of the ledger", () => {
  it("are made ahead, and take over what came before their part was there, while others record", async () => {
    const parts = () => rows<{ name: string; n: bigint }>`
      SELECT tableoid::regclass::text AS name, count(*) AS n FROM cost_records GROUP BY 1 ORDER BY 1`;
    const project = await aProject();
    const lastYear = new Date();
    lastYear.setUTCFullYear(lastYear.getUTCFullYear() - 1);
    const month = `cost_records_${lastYear.toISOString().slice(0, 7).replace("-", "_")}`;
    await spend(1, { projectId: project.id, occurredAt: lastYear.toISOString() });
    await spend(2, { projectId: project.id, occurredAt: "2001-05-05T00:00:00Z" });
    expect((await parts()).map(({ name }) => name)).not.toContain(month);
    const recording = many(4, async () => {
      for (let n = 0; n < 10; n += 1) {
        await spend(0.01, { projectId: project.id, occurredAt: lastYear.toISOString() });
      }
    });
    await many(3, () => costs.keepCostMonths());
    await recording;
    const found = new Map((await parts()).map(({ name, n }) => [name, Number(n)]));
    expect(found.get(month)).toBe(41);
    expect(found.get("cost_records_default")).toBe(1);
    expect((await countedIn(project)).spent).toBe("3.4");
    const [ahead] = await rows<{ n: number }>`
      SELECT count(*)::int AS n FROM pg_inherits WHERE inhparent = 'cost_records'::regclass
        AND inhrelid::regclass::text > ${`cost_records_${new Date().toISOString().slice(0, 7).replace("-", "_")}`}`;
    expect(ahead?.n).toBeGreaterThanOrEqual(2);
    const [index] = await rows<{ n: number }>`
      SELECT count(*)::int AS n FROM pg_indexes WHERE tablename = ${month}`;
    const [wanted] = await rows<{ n: number }>`
      SELECT count(*)::int AS n FROM pg_indexes WHERE tablename = 'cost_records'`;
    expect(index).toEqual(wanted);
    await change`DELETE FROM cost_records WHERE project_id = ${project.id}`;
  });
});
