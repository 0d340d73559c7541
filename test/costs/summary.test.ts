import Big from "big.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasWholeHours, splitSpan } from "@/lib/costs/rules";
import { type CostRecord, CostRecordsQuery, CostSummary, CostSummaryQuery } from "@/lib/costs/schema";
import * as costs from "@/lib/costs/service";
import "../support/embedded";
import { ADMIN, aKey, anAgent, aProject, aTask, aTicket } from "../support/makers";
import { rows } from "../support/sql";
import { aCall, HOUR_MS, MODEL, record, spend } from "./support/costs";

const sum = (query: Record<string, unknown>): Promise<CostSummary> =>
  costs.getCostSummary(ADMIN, CostSummaryQuery.parse(query));
const asPairs = ({ items }: CostSummary) => items.map(({ key, totalCost }) => [key, totalCost]);

describe("test_cost_aggregation", () => {
  it("costs add up by ticket, agent, phase and model, the dearest first, and to the same total", async () => {
    const project = await aProject();
    const tickets = [await aTicket({ project }), await aTicket({ project })];
    const { agent } = await anAgent({ project });
    const task = await aTask({ ticket: tickets[0] as { id: string } });
    await spend(1, { taskId: task.id, agentId: agent.id });
    await spend(2, { ticketId: tickets[1]?.id, agentId: agent.id, phase: "TESTING" });
    await spend(4, { projectId: project.id, model: "claude-opus-4-5", tokens: { output: 40_000 } });
    const by = async (name: string) => {
      const summary = await sum({ by: name, project: project.id });
      expect(summary.total).toMatchObject({ calls: 3, unpricedCalls: 0, totalCost: "4" });
      return summary;
    };
    expect(asPairs(await by("ticket"))).toEqual([
      [tickets[1]?.id, "2"],
      ["", "1"],
      [task.ticketId, "1"],
    ]);
    expect(asPairs(await by("agent"))).toEqual([
      [agent.id, "3"],
      ["", "1"],
    ]);
    expect(asPairs(await by("phase"))).toEqual([
      ["TESTING", "2"],
      ["", "1"],
      [task.phase, "1"],
    ]);
    expect((await by("model")).items.map(({ label, calls }) => [label, calls])).toEqual([
      [MODEL.model, 2],
      ["claude-opus-4-5", 1],
    ]);
    expect((await by("ticket")).items.map(({ label }) => label)).toEqual([
      tickets[1]?.title,
      "No ticket",
      tickets[0]?.title,
    ]);
    expect(asPairs(await sum({ by: "model", ticket: task.ticketId, agent: agent.id }))).toEqual([
      [MODEL.model, "1"],
    ]);
  });

  it("a sum of what has no price is not nothing: the calls are counted", async () => {
    const { id: project } = await aProject();
    await record([{ ...aCall(1, { projectId: project }), provider: "acme", model: "acme-9000" }]);
    expect((await sum({ project })).total).toMatchObject({ calls: 1, unpricedCalls: 1, totalCost: "0" });
    expect((await sum({ project: (await aProject()).id })).total).toMatchObject({ calls: 0, totalCost: "0" });
  });

  it("a sum of tokens may be more than any one call has", async () => {
    const { id: project } = await aProject();
    const most = { provider: "acme", model: "acme-9000", tokens: { input: 1e12 } };
    await record([aCall(0, { projectId: project, ...most }), aCall(0, { projectId: project, ...most })]);
    const { total, items } = CostSummary.parse(await sum({ project }));
    expect([total.tokens.input, items[0]?.tokens.input]).toEqual([2e12, 2e12]);
  });

  it.each([
    ["UTC", "2026-03-29T00:30:00Z", "2026-03-29"],
    ["Europe/Berlin", "2026-03-28T23:30:00Z", "2026-03-29"],
    ["Europe/Berlin", "2026-10-25T22:59:59Z", "2026-10-25"],
    ["America/New_York", "2026-03-29T03:59:59Z", "2026-03-28"],
    ["Asia/Kolkata", "2026-03-29T18:29:59Z", "2026-03-29"],
    ["Asia/Kolkata", "2026-03-29T18:30:00Z", "2026-03-30"],
  ])("a day begins at midnight in %s: %s is on %s", async (zone, occurredAt, day) => {
    const { id: project } = await aProject();
    await spend(1, { projectId: project, occurredAt });
    await spend(2, { projectId: project, occurredAt, model: "claude-sonnet-4-5", tokens: {} });
    expect(asPairs(await sum({ by: "day", zone, project }))).toEqual([[day, "1"]]);
    const split = await sum({ by: "day", zone, project, split: "model" });
    expect(split.items.map(({ key, model, totalCost }) => [key, model, totalCost])).toEqual([
      [day, MODEL.model, "1"],
      [day, "claude-sonnet-4-5", "0"],
    ]);
  });

  it("a zone that nobody knows is refused", () => {
    expect(() => CostSummaryQuery.parse({ zone: "Mars/Olympus" })).toThrow("time zone");
    expect(() => CostSummaryQuery.parse({ zone: "+05:30" })).toThrow("time zone");
  });

  it("a key of one project sums up its own alone, whatever it asks for", async () => {
    const project = await aProject();
    const other = await aProject();
    await spend(1, { projectId: project.id });
    await spend(2, { projectId: other.id });
    const { actor } = await aKey({ scopes: ["work:read"], project });
    for (const asked of [{}, { project: other.id }]) {
      const summary = await costs.getCostSummary(actor, CostSummaryQuery.parse(asked));
      expect(summary.total.totalCost).toBe("1");
    }
  });
});

const start = Date.UTC(2026, 4, 1);

describe("the roll-up", () => {
  it("says what the records say after any inserts, for any span of time and any filter", async () => {
    const project = await aProject();
    const tickets = [(await aTicket({ project })).id, (await aTicket({ project })).id];
    const call = fc.record({
      at: fc.integer({ min: 0, max: 50 * 3600 }),
      ticket: fc.constantFrom(...tickets, undefined),
      phase: fc.constantFrom("TESTING", "DESIGN", undefined),
      model: fc.constantFrom(MODEL.model, "claude-opus-4-5", "acme-9000"),
      tokens: fc.record({
        input: fc.nat(99_999),
        cacheRead: fc.nat(9999),
        cacheWrite1h: fc.nat(99),
        output: fc.nat(9999),
      }),
    });
    const property = fc.asyncProperty(
      fc.array(call, { minLength: 1, maxLength: 30 }),
      fc.tuple(fc.integer({ min: -3600, max: 51 * 3600 }), fc.integer({ min: -3600, max: 51 * 3600 })),
      fc.boolean(),
      async (calls, [a, b], isWhole) => {
        await record(
          calls.map(({ at, ticket, ...rest }) =>
            aCall(0, {
              ...rest,
              projectId: project.id,
              ticketId: ticket,
              provider: "anthropic",
              occurredAt: new Date(start + at * 1000).toISOString(),
            }),
          ),
        );
        const [from, to] = [Math.min(a, b), Math.max(a, b)].map((second) => {
          const at = start + second * 1000;
          return new Date(isWhole ? Math.floor(at / HOUR_MS) * HOUR_MS : at).toISOString();
        });
        for (const filter of [{}, { from, to }, { from, to, ticket: tickets[0] }, { to, phase: "TESTING" }]) {
          await expectSame({ project: project.id, ...filter });
        }
      },
    );
    await fc.assert(property, { numRuns: 25 });
    const [hours] = await rows<{ n: number }>`
      SELECT count(DISTINCT hour)::int AS n FROM cost_rollups WHERE project_id = ${project.id}`;
    expect(hours?.n).toBeGreaterThan(20);
  });
});

/** The summary against the records themselves, added here one by one. */
async function expectSame(filter: Record<string, unknown>) {
  const raw: CostRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await costs.listCostRecords(
      ADMIN,
      CostRecordsQuery.parse({ ...filter, limit: 200, cursor }),
    );
    raw.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  for (const by of ["ticket", "phase", "model"] as const) {
    const keyOf = (item: CostRecord) => (by === "ticket" ? item.ticketId : item[by]) ?? "";
    const wanted = [...Map.groupBy(raw, keyOf)].map(([key, items]) => ({
      key,
      calls: items.length,
      unpricedCalls: items.filter(({ status }) => status === "unpriced").length,
      input: items.reduce((total, { tokens }) => total + tokens.input, 0),
      output: items.reduce((total, { tokens }) => total + tokens.output, 0),
      totalCost: items.reduce((total, { totalCost }) => total.plus(totalCost ?? 0), new Big(0)).toFixed(),
    }));
    const { items, total } = await sum({ ...filter, by });
    const got = items.map(({ key, calls, unpricedCalls, tokens, totalCost }) => ({
      key,
      calls,
      unpricedCalls,
      input: tokens.input,
      output: tokens.output,
      totalCost,
    }));
    const inOrder = (list: typeof got) => list.sort((a, b) => (a.key < b.key ? -1 : 1));
    expect([filter, inOrder(got)]).toEqual([filter, inOrder(wanted)]);
    expect(total.calls).toBe(raw.length);
  }
}

describe("a span of time", () => {
  it("is whole hours and what is left of it, without a gap and without overlap", () => {
    const instant = fc.integer({ min: 0, max: 10 * HOUR_MS });
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        const [from, to] = [new Date(Math.min(a, b)), new Date(Math.max(a, b))];
        const { hours, rest } = splitSpan({ from, to });
        const length = (span: { from: Date | null; to: Date | null }) => Number(span.to) - Number(span.from);
        expect(length(hours) + rest.reduce((total, span) => total + length(span), 0)).toBe(
          Number(to) - Number(from),
        );
        expect([Number(hours.from) % HOUR_MS, Number(hours.to) % HOUR_MS]).toEqual([0, 0]);
      }),
    );
  });

  it("in whole hours needs no record", () => {
    const [from, to] = [new Date(0), new Date(5 * HOUR_MS)];
    expect(splitSpan({ from, to })).toEqual({ hours: { from, to }, rest: [] });
    expect(splitSpan({ from: null, to: null })).toEqual({ hours: { from: null, to: null }, rest: [] });
  });

  it.each([
    ["UTC", true],
    ["Europe/Berlin", true],
    ["Asia/Kolkata", false],
    ["Asia/Kathmandu", false],
    ["Australia/Lord_Howe", false],
  ])("of a day in %s begins with an hour of UTC: %s", (zone, isWhole) => {
    expect(hasWholeHours(zone)).toBe(isWhole);
  });
});
