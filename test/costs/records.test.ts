import { describe, expect, it } from "vitest";
import * as recordsExport from "@/app/api/v1/costs/records/export/route";
import * as recordsRoute from "@/app/api/v1/costs/records/route";
import type { CostRecord, CostRecordsPage, RecordedCosts } from "@/lib/costs/schema";
import { CostRecordsQuery } from "@/lib/costs/schema";
import * as costs from "@/lib/costs/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, anAgent, aProject, aTask, aTicket, claimOne, unique } from "../support/makers";
import { eventsOf, rows } from "../support/sql";
import { aBudget, aCall, getBudget, MODEL, record, spend } from "./support/costs";

const list = async (query: Record<string, unknown>): Promise<CostRecord[]> =>
  (await costs.listCostRecords(ADMIN, CostRecordsQuery.parse(query))).items;
const post = (records: unknown[], key: { secret: string }) =>
  call<RecordedCosts>(recordsRoute.POST, { method: "POST", body: { records }, key });

describe("test_record_llm_cost", () => {
  it("a call is in the ledger with its tokens, priced by its buckets, each at its own price", async () => {
    const project = await aProject();
    const tokens = { input: 1000, cacheRead: 10_000, cacheWrite5m: 2000, cacheWrite1h: 500, output: 300 };
    await record([{ ...aCall(0, { projectId: project.id }), tokens, reportedCost: "0.0080" }]);
    const [found] = await list({ project: project.id });
    // $ 1, 0.10, 1.25, 2 and 5 a million.
    expect(found).toMatchObject({ ...MODEL, tokens, totalCost: "0.007", status: "priced", source: "api" });
    expect(found).toMatchObject({ promptTokens: 13_500, completionTokens: 300, reportedCost: "0.008" });
    expect(found?.priceVersion).toBeTruthy();
    expect(await eventsOf(found?.id ?? "")).toEqual(["cost.recorded"]);
  });

  it("a call whose price nobody knows is kept without one, and is not taken for free", async () => {
    const { id } = await aProject();
    await record([{ ...aCall(1, { projectId: id }), provider: "acme", model: "acme-9000" }]);
    expect(await list({ project: id })).toMatchObject([
      { totalCost: null, status: "unpriced", model: "acme-9000" },
    ]);
    expect(await list({ project: id, status: "priced" })).toEqual([]);
  });

  it("the same name again, in the same request or a later one, is the same call", async () => {
    const { id: projectId } = await aProject();
    const one = aCall(1, { projectId });
    const first = await record([one, { ...one }]);
    const again = await record([aCall(2, { projectId }), one]);
    expect(first.items.map(({ isNew }) => isNew)).toEqual([true, false]);
    expect(again.items.map(({ isNew }) => isNew)).toEqual([true, false]);
    expect(new Set([...first.items, ...again.items].map(({ id }) => id)).size).toBe(2);
    const found = await list({ project: projectId });
    expect(found.map(({ totalCost }) => totalCost).sort()).toEqual(["1", "2"]);
  });

  it("the same name in another project is another call, and tells nothing of the first", async () => {
    const one = aCall(1, { projectId: (await aProject()).id });
    const first = await record([one]);
    const other = await record([{ ...one, projectId: (await aProject()).id }]);
    expect(other.items[0]?.isNew).toBe(true);
    expect(other.items[0]?.id).not.toBe(first.items[0]?.id);
  });

  it("1,000 calls are recorded in one request, and none of them where one is wrong, which is named", async () => {
    const project = await aProject();
    const key = await aKey({ scopes: ["costs:write"], project });
    const many = Array.from({ length: 1000 }, () => aCall(0.01, {}));
    const wrong = many
      .with(700, aCall(1, { phase: "LUNCH" }))
      .with(3, aCall(1, { occurredAt: "2100-01-01T00:00:00Z" }));
    const refused = await post(wrong, key);
    expect([refused.status, refused.problem.issues?.map(({ pointer }) => pointer)]).toEqual([
      400,
      ["/records/700/phase"],
    ]);
    const future = await post(many.with(3, aCall(1, { occurredAt: "2100-01-01T00:00:00Z" })), key);
    expect(future.problem.issues?.[0]?.pointer).toBe("/records/3/occurredAt");
    expect(await list({ project: project.id })).toEqual([]);
    expect((await post(many, key)).json.items).toHaveLength(1000);
    expect(await rows`SELECT 1 FROM cost_records WHERE project_id = ${project.id}`).toHaveLength(1000);
    expect((await post([...many, aCall(1, {})], key)).status).toBe(400);
  });

  it("a clock that is a little ahead is forgiven: the call is counted now", async () => {
    const { id } = await aProject();
    const ahead = new Date(Date.now() + 60_000).toISOString();
    await spend(1, { projectId: id, occurredAt: ahead });
    const [found] = await list({ project: id });
    expect(Date.parse(found?.occurredAt ?? "")).toBeLessThanOrEqual(Date.now());
  });
});

describe("test_cost_attribution", () => {
  it("a task gives project, ticket, phase and agent", async () => {
    const { task, agent, project } = await claimOne();
    await spend(1, { taskId: task.id });
    expect(await list({ task: task.id })).toMatchObject([
      {
        projectId: project.id,
        ticketId: task.ticketId,
        phase: task.phase,
        agentId: agent.id,
        taskTitle: task.title,
        ticketTitle: task.ticketTitle,
        agentName: agent.name,
      },
    ]);
  });

  it("a ticket gives project and phase", async () => {
    const ticket = await aTicket({ phase: "TESTING" });
    const budget = await aBudget({
      scope: { kind: "phase", phase: "TESTING", projectId: ticket.projectId },
      limit: "5",
    });
    await spend(1, { ticketId: ticket.id });
    expect(await list({ ticket: ticket.id })).toMatchObject([
      { projectId: ticket.projectId, ticketId: ticket.id, phase: "TESTING", taskId: null },
    ]);
    expect((await getBudget(budget.id)).current.spent).toBe("1");
  });

  it("what is said outranks what follows from the task", async () => {
    const { task, project } = await claimOne();
    const ticket = await aTicket({ project });
    const other = await anAgent({ project });
    await spend(1, { taskId: task.id, ticketId: ticket.id, agentId: other.agent.id, phase: "TESTING" });
    expect(await list({ task: task.id })).toMatchObject([
      { ticketId: ticket.id, agentId: other.agent.id, phase: "TESTING", projectId: project.id },
    ]);
  });

  it("nobody records for what their key may not see: it is not there", async () => {
    const own = await aProject();
    const key = await aKey({ scopes: ["costs:write"], project: own });
    const foreign = await claimOne();
    for (const about of [
      { taskId: foreign.task.id },
      { ticketId: foreign.task.ticketId },
      { agentId: foreign.agent.id },
      { projectId: foreign.project.id },
    ]) {
      const refused = await post([aCall(1, {}), aCall(1, about)], key);
      const pointer = `/records/1/${Object.keys(about)[0]}`;
      expect([refused.status, refused.problem.issues?.[0]?.pointer]).toEqual([404, pointer]);
    }
    expect(await list({ project: foreign.project.id })).toEqual([]);
    expect(await list({ project: own.id })).toEqual([]);
  });

  it("a call that fits no project, or two, is refused", async () => {
    const ticket = await aTicket();
    const task = await aTask();
    await expect(spend(1, {})).rejects.toMatchObject({ code: "invalid_request" });
    await expect(spend(1, { taskId: task.id, ticketId: ticket.id })).rejects.toMatchObject({
      code: "invalid_request",
      issues: [{ pointer: "/records/0/ticketId" }],
    });
  });

  it("a key of one project reads its own records alone", async () => {
    const project = await aProject();
    await spend(1, { projectId: project.id });
    await spend(1, { projectId: (await aProject()).id });
    const key = await aKey({ scopes: ["work:read"], project });
    const { items } = (await call<CostRecordsPage>(recordsRoute.GET, { key })).json;
    expect(items.map(({ projectId }) => projectId)).toEqual([project.id]);
  });
});

describe("the list of records", () => {
  it("pages through all that match, the newest call first, also where several have one instant", async () => {
    const project = await aProject();
    const start = Date.UTC(2026, 0, 1);
    const calls = Array.from({ length: 23 }, (_, n) =>
      aCall(1, {
        projectId: project.id,
        occurredAt: new Date(start + Math.floor(n / 4) * 60_000).toISOString(),
      }),
    );
    await record(calls);
    const seen: CostRecord[] = [];
    let cursor: string | undefined;
    do {
      const page = await costs.listCostRecords(ADMIN, { project: project.id, limit: 5, cursor });
      seen.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(23);
    const times = seen.map(({ occurredAt }) => occurredAt);
    expect(times).toEqual([...times].sort().reverse());
    await expect(costs.listCostRecords(ADMIN, { limit: 5, cursor: "x" })).rejects.toMatchObject({
      code: "invalid_request",
    });
  });

  it("is narrowed by what a call is about and when it was, the end not included", async () => {
    const { task, project } = await claimOne();
    const at = "2026-02-01T00:00:00.000Z";
    await spend(1, { taskId: task.id, occurredAt: at });
    await record([{ ...aCall(1, { projectId: project.id, occurredAt: at }), model: "claude-sonnet-4-5" }]);
    const count = async (query: Record<string, unknown>) =>
      (await list({ project: project.id, ...query })).length;
    expect(await count({})).toBe(2);
    expect(await count({ ticket: task.ticketId })).toBe(1);
    expect(await count({ phase: task.phase, model: MODEL.model })).toBe(1);
    expect(await count({ from: at })).toBe(2);
    expect(await count({ to: at })).toBe(0);
  });

  it("is exported with the same filters, and formulas are no formulas", async () => {
    const project = await aProject();
    const title = unique("=cmd");
    const ticket = await aTicket({ project, title });
    await spend(1.5, { ticketId: ticket.id });
    await spend(2, { projectId: project.id });
    const key = await aKey({ scopes: ["work:read"], project });
    const { raw } = await call(recordsExport.GET, { key, query: { ticket: ticket.id } });
    const lines = raw.trimEnd().split("\r\n");
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(`,'${title},`);
    expect(lines[1]).toContain(",priced,1.5,");
  });
});
