// Prices that change while the server runs, and what they make of calls of before.
import { rmSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, it, vi } from "vitest";
import * as rerateRoute from "@/app/api/v1/costs/rerate/route";
import { type CostRecord, CostRecordsQuery, CostSummaryQuery, Rerate } from "@/lib/costs/schema";
import * as costs from "@/lib/costs/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, aProject, unique } from "../support/makers";
import { auditOf, change, eventsOf, rows } from "../support/sql";
import { aBudget, aCall, aDayPasses, crossings, getBudget, holdsOf, record, spend } from "./support/costs";
import { ownPrices } from "./support/own-prices";

// Read once a process, so it must be there before anything asks for it.
const folder = vi.hoisted(() => {
  const path = `${process.env.TMPDIR ?? "/tmp"}/omoi-config-${process.pid}-${Date.now()}`;
  process.env.OMOI_CONFIG_DIR = path;
  return path;
});
const { file, look, ...own } = ownPrices(folder);
const setPrice = (usd: number | null) => own.setPrice(rocket, usd);
const version = async () => (await costs.listPrices(ADMIN, { limit: 1 })).version;

/** A model of each test's own: what others recorded is not re-rated with it. */
let rocket = { provider: "acme", model: "" };
beforeEach(() => {
  rocket = { provider: "acme", model: unique("rocket").toLowerCase() };
});
const fly = (usd: number, about: Parameters<typeof aCall>[1]) => spend(usd, { ...rocket, ...about });
const rerate = (input: Record<string, unknown>) =>
  costs.rerateCosts(ADMIN, Rerate.parse({ from: "2020-01-01T00:00:00Z", ...rocket, ...input }));
const list = async (project: { id: string }): Promise<CostRecord[]> =>
  (await costs.listCostRecords(ADMIN, CostRecordsQuery.parse({ project: project.id }))).items;
const totalOf = async (project: { id: string }, more = {}) =>
  (await costs.getCostSummary(ADMIN, CostSummaryQuery.parse({ project: project.id, ...more }))).total;

describe("re-rating", () => {
  it("adjusts records, roll-up and budgets of open and closed periods to the prices of now, once", async () => {
    await setPrice(1);
    const project = await aProject();
    const scope = { kind: "project" as const, projectId: project.id };
    const budget = await aBudget({ scope, limit: "100", period: "daily" });
    await fly(1, { projectId: project.id });
    await aDayPasses(project.id, budget.id);
    await fly(3, { projectId: project.id });
    await spend(5, { projectId: project.id });
    const before = await version();
    const after = (await setPrice(2)).version;
    expect(after).not.toBe(before);

    const preview = await rerate({ dryRun: true });
    const wanted = { records: 2, newlyPriced: 0, fromCost: "4", toCost: "8", difference: "4" };
    expect(preview).toMatchObject({ ...wanted, looked: 2, priceVersion: after, nextCursor: null });
    expect(preview.models).toEqual([{ ...rocket, records: 2, newlyPriced: 0, fromCost: "4", toCost: "8" }]);
    expect((await totalOf(project)).totalCost).toBe("9");

    expect(await rerate({ reason: "The contract of November" })).toMatchObject(wanted);
    expect((await totalOf(project)).totalCost).toBe("13");
    // The same from the records alone.
    expect((await totalOf(project, { by: "task" })).totalCost).toBe("13");
    expect((await getBudget(budget.id)).current.spent).toBe("11");
    const [yesterday] = await rows`SELECT trim_scale(spent_usd)::text AS spent FROM budget_periods
      WHERE budget_id = ${budget.id} AND ends_at < now()`;
    expect(yesterday).toEqual({ spent: "2" });
    const [newest, other, oldest] = await list(project);
    expect([newest, other].find((one) => one?.model === rocket.model)).toMatchObject({
      totalCost: "6",
      firstCost: "3",
      priceVersion: after,
    });
    expect(oldest).toMatchObject({
      ...{ totalCost: "2", firstCost: "1" },
      adjustments: [
        {
          fromCost: "1",
          toCost: "2",
          toPriceVersion: after,
          reason: "The contract of November",
          actor: ADMIN.id,
        },
      ],
    });
    const id = oldest?.id ?? "";
    expect(
      await rows`SELECT trim_scale(total_cost)::text AS first, price_version AS version FROM cost_records
      WHERE id = ${id}`,
    ).toEqual([{ first: "1", version: before }]);
    expect(
      await rows`SELECT trim_scale(from_cost)::text AS "from", trim_scale(to_cost)::text AS "to", reason, actor,
      from_price_version AS "fromVersion" FROM cost_adjustments WHERE record_id = ${id}`,
    ).toEqual([
      { from: "1", to: "2", reason: "The contract of November", actor: ADMIN.id, fromVersion: before },
    ]);
    expect(await auditOf(id)).toMatchObject([{ act: "cost.rerated", reason: "The contract of November" }]);
    expect(await eventsOf(id)).toContain("cost.rerated");

    expect(await rerate({})).toMatchObject({ looked: 0, records: 0, difference: "0" });
    expect((await totalOf(project)).totalCost).toBe("13");
    await setPrice(1);
    expect(await rerate({})).toMatchObject({ fromCost: "8", toCost: "4", difference: "-4" });
    expect((await totalOf(project)).totalCost).toBe("9");
    expect(await rows`SELECT 1 FROM cost_adjustments WHERE record_id = ${id}`).toHaveLength(2);
  });

  it("prices what had no price: what was assumed goes, and a pause that only that made ends", async () => {
    await setPrice(null);
    const project = await aProject();
    const scope = { kind: "project" as const, projectId: project.id };
    const budget = await aBudget({ scope, limit: "100", period: "daily" });
    await fly(1, { projectId: project.id });
    expect(await totalOf(project)).toMatchObject({ unpricedCalls: 1, totalCost: "0", assumedCost: "150" });
    expect(await holdsOf(budget.id)).toHaveLength(1);
    await setPrice(2);
    expect(await rerate({})).toMatchObject({ records: 1, newlyPriced: 1, fromCost: "0", toCost: "2" });
    expect(await totalOf(project)).toMatchObject({ unpricedCalls: 0, totalCost: "2", assumedCost: "0" });
    expect((await getBudget(budget.id)).current).toMatchObject({
      spent: "2",
      unpricedCalls: 0,
      holdId: null,
    });
    expect(await holdsOf(budget.id)).toEqual([]);
    expect(await crossings(budget.id)).toContain("resumed");
    expect(await list(project)).toMatchObject([
      { status: "priced", totalCost: "2", firstCost: null, assumedCost: null },
    ]);
    await setPrice(null);
    // A price that is gone takes nothing back; that it is gone is news again.
    expect(await rerate({})).toMatchObject({ looked: 1, records: 0 });
    await fly(1, { projectId: project.id });
    expect(
      await rows`SELECT 1 FROM events WHERE type = 'cost.unpriced' AND project_id = ${project.id}`,
    ).toHaveLength(2);
  });

  it("pauses at once what it makes too dear, but not for a period that is over", async () => {
    await setPrice(1);
    const project = await aProject();
    const scope = { kind: "project" as const, projectId: project.id };
    const budget = await aBudget({ scope, limit: "10", period: "daily" });
    await fly(9, { projectId: project.id });
    await aDayPasses(project.id, budget.id);
    await setPrice(2);
    await rerate({});
    expect(await holdsOf(budget.id)).toEqual([]);
    await fly(4, { projectId: project.id });
    await setPrice(3);
    await rerate({ from: new Date(Date.now() - 60_000).toISOString() });
    expect((await getBudget(budget.id)).current.spent).toBe("12");
    expect(await holdsOf(budget.id)).toHaveLength(1);
  });

  it("leaves out what lies outside its time, model and provider, and sums nothing that does not count", async () => {
    await setPrice(1);
    const project = await aProject();
    for (const occurredAt of ["2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z", "2026-02-03T00:00:00Z"]) {
      await fly(1, { projectId: project.id, occurredAt });
    }
    await change`UPDATE cost_records SET is_counted = false WHERE project_id = ${project.id}
      AND occurred_at = '2026-02-02T00:00:00Z'`;
    await change`UPDATE cost_rollups SET calls = 0, total_cost = 0 WHERE project_id = ${project.id}
      AND hour = '2026-02-02T00:00:00Z'`;
    await setPrice(2);
    const span = { from: "2026-02-01T00:00:00Z", to: "2026-02-03T00:00:00Z" };
    expect(await rerate({ ...span, model: "other" })).toMatchObject({ looked: 0 });
    expect(await rerate({ ...span, provider: "other" })).toMatchObject({ looked: 0 });
    expect(await rerate(span)).toMatchObject({ records: 2, fromCost: "1", toCost: "2" });
    expect((await list(project)).map(({ totalCost }) => totalCost)).toEqual(["1", "2", "2"]);
    expect(await totalOf(project)).toMatchObject({ calls: 2, totalCost: "3" });
  });

  it("goes on where a request ended, over any number of records", async () => {
    await setPrice(1);
    const project = await aProject();
    const many = Array.from({ length: 1000 }, () => aCall(0.01, { projectId: project.id, ...rocket }));
    await record(many);
    await record(many.slice(0, 300).map((one) => ({ ...one, externalId: `${one.externalId}x` })));
    await setPrice(2);
    expect(await rerate({ dryRun: true, from: "2026-02-04T00:00:00Z" })).toMatchObject({ looked: 1300 });
    const half = (await list(project)).at(-1);
    const at = Date.parse(half?.occurredAt ?? "");
    const rest = await rerate({ cursor: `${at}.${half?.id}`, dryRun: true });
    expect(rest.looked).toBeLessThan(1300);
    expect(await rerate({ from: "2026-02-04T00:00:00Z" })).toMatchObject({ records: 1300, difference: "13" });
    expect((await totalOf(project)).totalCost).toBe("26");
  });

  it("is for leads and admins, and refuses times and cursors that make no sense", async () => {
    const key = await aKey({ scopes: ["work:read", "costs:write"] });
    const post = (body: unknown) => call(rerateRoute.POST, { method: "POST", body, key });
    expect((await post({ from: "2026-01-01T00:00:00Z" })).status).toBe(403);
    const to = "2019-01-01T00:00:00Z";
    await expect(rerate({ to })).rejects.toMatchObject({ issues: [{ pointer: "/to" }] });
    await expect(rerate({ cursor: "x" })).rejects.toMatchObject({
      code: "invalid_request",
      issues: [{ in: "body", pointer: "/cursor" }],
    });
    expect(Rerate.safeParse({ from: "yesterday" }).success).toBe(false);
    expect(Rerate.safeParse({ from: "2026-01-01T00:00:00Z", reason: " " }).success).toBe(false);
  });
});

describe("prices of one's own that change while the server runs", () => {
  it("count for the next call, and a broken file changes nothing and is told of until it is whole", async () => {
    const good = await setPrice(1);
    expect(good.problem).toBeNull();
    writeFileSync(file, "providers:\n  acme:\n    rocket: {prompt: 1}\n");
    const broken = await look();
    expect(broken.problem).toContain("cost_models.yaml, line 3: ");
    expect(broken.version).toBe(good.version);
    const project = await aProject();
    await fly(1, { projectId: project.id });
    expect((await totalOf(project)).totalCost).toBe("1");
    expect((await setPrice(3)).problem).toBeNull();
    await fly(1, { projectId: project.id });
    expect((await totalOf(project)).totalCost).toBe("4");
    rmSync(file);
    const without = await look();
    expect([without.problem, without.version]).not.toContain(good.version);
  });
});
