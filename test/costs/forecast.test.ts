import { describe, expect, it } from "vitest";
import * as costs from "@/lib/costs/service";
import { saveForecast } from "@/lib/costs/store/forecasts";
import { transact } from "@/lib/platform/db/transact";
import "../support/embedded";
import { ADMIN, aKey, aProject, aTicket } from "../support/makers";
import { change, eventsOf, rows } from "../support/sql";
import { aBudget, spend } from "./support/costs";
import { endedTasks, endTasks, marksOf, waitingTasks } from "./support/ended";

/** Dollars of ended tasks, the same each time. */
const PAST = Array.from({ length: 30 }, (_, n) => ({ usd: 0.5 + (n % 10) * 0.3 }));

async function aQueue(waiting: number, past: { usd: number; phase?: string }[] = PAST) {
  const project = await aProject();
  await endedTasks(project, past);
  const ids = await waitingTasks(project, waiting);
  return { project, ids, forecast: () => costs.getForecast(ADMIN, { project: project.id }) };
}

const usd = (amount: string | undefined) => Number(amount);
const high = async (id: string) =>
  (await eventsOf(id)).filter((type) => type === "cost.forecast.high").length;

describe("a forecast", () => {
  it("says what is left of the queue will cost, around what such tasks have cost", async () => {
    const { forecast } = await aQueue(40);
    const told = await forecast();
    expect(told).toMatchObject({ confidence: "good", waiting: 40, begun: 0, samples: 30, reason: null });
    // 40 tasks of 1.85 on average.
    expect(usd(told.total?.p50)).toBeGreaterThan(66);
    expect(usd(told.total?.p50)).toBeLessThan(82);
    expect(usd(told.total?.p10)).toBeLessThan(usd(told.total?.p50));
    expect(usd(told.total?.p90)).toBeGreaterThan(usd(told.total?.p50));
    expect(told.path.map(({ p50 }) => usd(p50))).toEqual(
      told.path.map(({ p50 }) => usd(p50)).toSorted((a, b) => a - b),
    );
    expect(told.ends && told.ends.earliest < told.ends.latest).toBe(true);
  });

  it("is the same for the same input", async () => {
    const { project, forecast } = await aQueue(10);
    const first = await forecast();
    await change`DELETE FROM cost_forecasts WHERE scope = ${project.id}`;
    const again = await forecast();
    expect(again.total).toEqual(first.total);
    expect(again.parts).toEqual(first.parts);
  });

  it("takes in what is recorded of a task after it has ended", async () => {
    const { project, forecast } = await aQueue(10, PAST.slice(0, 3));
    const [late] = await endedTasks(project, [{ hoursAgo: 0.01 }]);
    const { samples } = await forecast();
    await spend(1, { taskId: late ?? "" });
    expect((await forecast()).samples).toBe(samples + 1);
  });

  it("of few like tasks is drawn from others, and says that it is uncertain", async () => {
    const { forecast } = await aQueue(
      3,
      PAST.map((past) => ({ ...past, phase: "TESTING" })),
    );
    const told = await forecast();
    expect(told).toMatchObject({
      confidence: "low",
      parts: [{ drawnFrom: "project", phase: "IMPLEMENTATION" }],
    });
    expect(told.reason).toContain("fewer than 20");
  });

  it("leaves out ended tasks whose price nobody knows, which are not free", async () => {
    const unpriced = Array.from({ length: 60 }, () => ({ model: "nobody-prices-me", usd: 1 }));
    const { forecast } = await aQueue(40, [...PAST, ...unpriced]);
    const told = await forecast();
    expect(told.samples).toBe(30);
    expect(usd(told.total?.p50)).toBeGreaterThan(66);
  });

  it("of a project is drawn from its own tasks, never from what others' cost", async () => {
    await aQueue(1);
    const { project, forecast } = await aQueue(3, PAST.slice(0, 4));
    expect(await forecast()).toMatchObject({ confidence: "none", total: null, samples: 4 });
    const { actor } = await aKey({ project });
    expect(await costs.getForecast(actor, {})).toMatchObject({ confidence: "none", total: null, samples: 4 });
  });

  it("counts all begun tasks, however many wait for another attempt", async () => {
    const { ids, forecast } = await aQueue(2100);
    await change`UPDATE tasks SET attempt_count = 1 WHERE id = ANY(${ids}::text[])`;
    const told = await forecast();
    expect(told).toMatchObject({ waiting: 0, begun: 2100 });
    expect(usd(told.total?.p50)).toBeGreaterThan(2100 * 1.6);
  });

  it("of a project with few tasks says that they are its own", async () => {
    const { forecast } = await aQueue(3, PAST.slice(0, 8));
    expect(await forecast()).toMatchObject({
      confidence: "low",
      parts: [{ drawnFrom: "project", samples: 8 }],
    });
  });

  it("that many ask for at first is worked out once", async () => {
    const { forecast } = await aQueue(10);
    const told = await Promise.all(Array.from({ length: 6 }, forecast));
    expect(new Set(told.map(({ computedAt }) => computedAt)).size).toBe(1);
  });

  it("that nobody asked for yet is refused for a moment where many others are worked out", async () => {
    const queues = await Promise.all(Array.from({ length: 12 }, () => aQueue(1, [])));
    const told = await Promise.allSettled(queues.map(({ forecast }) => forecast()));
    const refused = told.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(12);
    expect(refused).toEqual(refused.map(() => expect.objectContaining({ code: "unavailable" })));
    for (const { forecast } of queues) expect((await forecast()).waiting).toBe(1);
  });

  it("does not give way to one that was worked out before it", async () => {
    const { project, forecast } = await aQueue(10);
    const { computedAt } = await forecast();
    const [kept] = await rows<Omit<Parameters<typeof saveForecast>[1], "computedAt">>`
      SELECT scope, project_id AS "projectId", fingerprint, report FROM cost_forecasts WHERE scope = ${project.id}`;
    if (!kept) throw new Error("Nothing was kept.");
    const older = { ...kept, computedAt: new Date(Date.parse(computedAt) - 5000) };
    expect(await transact("test", (tx) => saveForecast(tx, older))).toBe(null);
    expect((await forecast()).computedAt).toBe(computedAt);
  });

  it("of a ticket is about its tasks alone", async () => {
    const { project } = await aQueue(5);
    const ticket = await aTicket({ project });
    const told = await costs.getForecast(ADMIN, { ticket: ticket.id });
    expect(told).toMatchObject({ scope: { kind: "ticket", id: ticket.id }, waiting: 0, path: [] });
  });

  it("is refused for what is not there, and for what a key may not see", async () => {
    const { project } = await aQueue(1);
    const { actor } = await aKey({ project: await aProject() });
    const foreign = await aBudget({ scope: { kind: "project", projectId: project.id }, limit: "1" });
    for (const query of [{ budget: foreign.id }, { ticket: (await aTicket({ project })).id }]) {
      await expect(costs.getForecast(actor, query)).rejects.toMatchObject({ code: "not_found" });
    }
    await costs.deleteBudget(ADMIN, foreign.id);
    await expect(costs.getForecast(ADMIN, { budget: foreign.id })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("a budget's forecast", () => {
  it("tells once when it is likelier exceeded than not, and again only after it fell below", async () => {
    const { project } = await aQueue(40);
    const scope = { kind: "project" as const, projectId: project.id };
    const { id } = await aBudget({ scope, limit: "1000", period: "once" });
    await costs.renewForecasts();
    expect(await high(id)).toBe(0);
    await costs.updateBudget(ADMIN, id, { limit: "80" });
    await costs.renewForecasts();
    await costs.renewForecasts();
    const told = await costs.getForecast(ADMIN, { budget: id });
    expect(told.budget?.chance).toBeGreaterThan(0.9);
    expect(told.budget?.runsOut).not.toBe(null);
    expect(await high(id)).toBe(1);
    await costs.updateBudget(ADMIN, id, { limit: "1000" });
    await costs.renewForecasts();
    expect(await high(id)).toBe(1);
    await costs.updateBudget(ADMIN, id, { limit: "70" });
    await costs.renewForecasts();
    expect(await high(id)).toBe(2);
  });

  it("tells again in a budget's next period", async () => {
    // Nobody knows the pace, so that all of the queue falls into the period, at any hour of the day.
    const { project } = await aQueue(
      40,
      PAST.map((past) => ({ ...past, hoursAgo: 200 })),
    );
    const scope = { kind: "project" as const, projectId: project.id };
    const { id } = await aBudget({ scope, limit: "50", period: "daily" });
    await costs.renewForecasts();
    await change`UPDATE cost_forecasts SET fingerprint = '' WHERE scope = ${id}`;
    await costs.renewForecasts();
    expect(await high(id)).toBe(1);
    await change`UPDATE cost_forecasts SET fingerprint = '', high_since = high_since - interval '1 day'
      WHERE scope = ${id}`;
    await costs.renewForecasts();
    expect(await high(id)).toBe(2);
  });

  it("counts only what ends within its period", async () => {
    const { project } = await aQueue(2000);
    const scope = { kind: "project" as const, projectId: project.id };
    const daily = await aBudget({ scope, limit: "100000", period: "daily" });
    const whole = await aBudget({ scope, limit: "100000", period: "once" });
    const cost = async (budget: string) =>
      usd((await costs.getForecast(ADMIN, { budget })).budget?.cost?.p50);
    expect(await cost(daily.id)).toBeLessThan((await cost(whole.id)) / 2);
  });
});

describe("forecasts that are kept", () => {
  it("are compared with what their tasks then cost, once these have ended", async () => {
    const { project, ids, forecast } = await aQueue(20);
    await costs.renewForecasts();
    await costs.renewForecasts();
    expect(await marksOf(project.id)).toEqual([{ tasks: 20, inside: null, actual: null }]);
    await endTasks(ids, 1.85);
    await costs.renewForecasts();
    expect(await marksOf(project.id)).toEqual([{ tasks: 20, inside: true, actual: "37" }]);
    expect((await forecast()).coverage).toEqual({ nominal: 0.8, scored: 1, inside: 1, waiting: 0 });
  });

  it("are compared although hundreds wait for a task that never ends, and are forgotten in time", async () => {
    const stuck = await aProject();
    await waitingTasks(stuck, 1);
    await change`UPDATE tasks SET created_at = clock_timestamp() - interval '1 year' WHERE project_id = ${stuck.id}`;
    await change`INSERT INTO cost_forecast_marks (project_id, made_at, tasks, spent_usd, p10_usd, p50_usd, p90_usd)
      SELECT ${stuck.id}, clock_timestamp() - n * interval '3 hours', 1, 0, 1, 2, 3 FROM generate_series(1, 730) n`;
    const { project, ids } = await aQueue(20);
    await costs.renewForecasts();
    await endTasks(ids, 1.85);
    await costs.renewForecasts();
    expect(await marksOf(project.id)).toMatchObject([{ actual: "37" }]);
    // Of 730 those of the last 90 days, and perhaps one of the stuck project's own.
    const { waiting } = (await costs.getForecast(ADMIN, { project: stuck.id })).coverage;
    expect(waiting).toBeLessThan(721);
    expect(waiting).toBeGreaterThan(717);
  });

  it("wait for what is recorded of the last task a moment after it has ended", async () => {
    const { project, ids } = await aQueue(20);
    await costs.renewForecasts();
    await change`UPDATE tasks SET state = 'completed', attempt_count = 1, finished_at = clock_timestamp()
      WHERE id = ANY(${ids}::text[])`;
    await costs.renewForecasts();
    expect(await marksOf(project.id)).toMatchObject([{ actual: null }]);
  });

  it("that were wrong count as outside", async () => {
    const { project, ids, forecast } = await aQueue(20);
    await costs.renewForecasts();
    await endTasks(ids, 9);
    await costs.renewForecasts();
    expect(await marksOf(project.id)).toMatchObject([{ inside: false, actual: "180" }]);
    expect((await forecast()).coverage).toMatchObject({ scored: 1, inside: 0 });
  });
});

describe("a forecast without a past", () => {
  it("says nothing, and why", async () => {
    await change`DELETE FROM cost_records`;
    const { forecast } = await aQueue(3, PAST.slice(0, 4));
    const told = await forecast();
    expect(told).toMatchObject({ confidence: "none", total: null, path: [], samples: 4 });
    expect(told.reason).toBe("4 ended tasks have costs in the ledger; a forecast needs 5.");
  });
});
