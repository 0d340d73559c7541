// From a claim's reservation to what the attempt really cost, and to what the next like task is expected to cost.
import { describe, expect, it } from "vitest";
import * as costs from "@/lib/costs/service";
import { recordEnds } from "@/lib/costs/service/ends";
import { type MeteredCall, recordMetered } from "@/lib/costs/service/metered";
import { endForgotten, forgetEnded, releaseCall, reserveCall } from "@/lib/costs/service/reserve";
import { transact } from "@/lib/platform/db/transact";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, aKey, anAgent, aProject, aTask, aTicket, type Held } from "../support/makers";
import { change, rows } from "../support/sql";
import { complete, createAll, take } from "../work/support/acts";
import { aBudget, getBudget, MODEL, spend } from "./support/costs";
import { aNorm, expectTrueReserved } from "./support/reserved";

/** An attempt whose claim has reserved $ 3 of $ 10. */
async function aPaidAttempt() {
  const project = await aProject();
  await aTask({ project, phase: "IMPLEMENTATION" });
  await aNorm(project, "IMPLEMENTATION", "3");
  const scope = { kind: "project" as const, projectId: project.id };
  const budget = await aBudget({ scope, limit: "10", period: "daily" });
  const [held] = await take(await anAgent({ project }));
  if (!held) throw new Error("Nothing was claimed.");
  const { id: taskId, ticketId, phase } = held.task;
  const place = { projectId: project.id, ticketId, taskId, agentId: held.agent.id, phase };
  const state = async () => {
    const { current } = await getBudget(budget.id);
    await expectTrueReserved(budget);
    return [current.spent, current.reserved, current.left];
  };
  return { project, budget, held, place, state };
}

const ends = ({ ref, task }: Held) =>
  transact("test.end", (tx) => recordEnds(tx, [{ attemptId: ref.attemptId, taskId: task.id }]));

let calls = 0;
function meter(taskId: string, usd: number, reservationId: string | null = null) {
  calls += 1;
  const tokens = { input: usd * 1e6, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0 };
  const call: MeteredCall = {
    taskId,
    externalId: `call-${calls}`,
    ...MODEL,
    tokens,
    reportedCost: null,
    occurredAt: new Date(),
  };
  return recordMetered(ADMIN, "gateway", [{ ...call, reservationId }]);
}

async function reserve(place: Parameters<typeof reserveCall>[1], usd: string): Promise<string> {
  const got = await reserveCall(ADMIN, place, usd, 60_000);
  if ("refused" in got || !got.reservationId) throw new Error(JSON.stringify(got));
  return got.reservationId;
}

describe("what a claim has reserved", () => {
  it("shrinks as the attempt costs something, never below nothing, and is free when it has ended", async () => {
    const { held, state } = await aPaidAttempt();
    expect(await state()).toEqual(["0", "3", "7"]);
    await meter(held.task.id, 1.25);
    expect(await state()).toEqual(["1.25", "1.75", "7"]);
    await meter(held.task.id, 2.5);
    expect(await state()).toEqual(["3.75", "0", "6.25"]);
    await complete(held);
    await ends(held);
    expect(await state()).toEqual(["3.75", "0", "6.25"]);
    expect(
      await rows`SELECT 1 FROM cost_reservations WHERE attempt_id = ${held.ref.attemptId} AND ended_at IS NULL`,
    ).toEqual([]);
  });

  it("is replaced by what the runner reports at the end, in one step", async () => {
    const { held, state } = await aPaidAttempt();
    const usage = {
      inputTokens: 2_000_000,
      model: MODEL.model,
      models: [{ ...MODEL, inputTokens: 2_000_000 }],
    };
    await work.completeTask(held.key.actor, held.task.id, { ...held.ref, result: {}, usage });
    await ends(held);
    await ends(held);
    expect(await state()).toEqual(["2", "0", "8"]);
  });

  it("is given back by an attempt that told nothing, and by one whose end was never heard of", async () => {
    const silent = await aPaidAttempt();
    await complete(silent.held);
    await ends(silent.held);
    expect(await silent.state()).toEqual(["0", "0", "10"]);
    const lost = await aPaidAttempt();
    await complete(lost.held);
    await endForgotten();
    expect(await lost.state()).toEqual(["0", "3", "7"]);
    await change`UPDATE attempts SET ended_at = now() - interval '11 minutes' WHERE id = ${lost.held.ref.attemptId}`;
    await endForgotten();
    expect(await lost.state()).toEqual(["0", "0", "10"]);
  });

  it("stays promised when the next period begins: what runs will cost it then", async () => {
    const { budget, state } = await aPaidAttempt();
    await spend(4, { projectId: (await getBudget(budget.id)).projectId ?? "" });
    await change`UPDATE budget_periods SET starts_at = starts_at - interval '1 day', ends_at = ends_at - interval '1 day'
      WHERE budget_id = ${budget.id}`;
    expect(await state()).toEqual(["0", "3", "7"]);
  });
});

describe("a budget's page", () => {
  it("tells what runs, and what of it has nothing reserved", async () => {
    const { budget, place, project } = await aPaidAttempt();
    await createAll(await aTicket({ project }), [{ phase: "TESTING" }]);
    await take(await anAgent({ project }));
    await reserve(place, "1");
    await aTask({ project });
    const detail = await costs.getBudget(ADMIN, budget.id);
    expect(detail.running).toEqual({ attempts: 2, unreserved: 1, calls: 1 });
    expect(detail.current).toMatchObject({ reserved: "3", left: "7" });
  });

  it("is not there for a key of another project, nor once the budget is deleted", async () => {
    const { budget } = await aPaidAttempt();
    const { actor } = await aKey({ project: await aProject() });
    await expect(costs.getBudget(actor, budget.id)).rejects.toMatchObject({ code: "not_found" });
    await costs.deleteBudget(ADMIN, budget.id);
    await expect(costs.getBudget(ADMIN, budget.id)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("a call of an attempt that has reserved", () => {
  it("takes from the attempt's reservation first, and from the budget only what goes beyond", async () => {
    const { place, held, state } = await aPaidAttempt();
    const first = await reserve(place, "2");
    expect(await state()).toEqual(["0", "3", "7"]);
    const second = await reserve(place, "2");
    expect(await state()).toEqual(["0", "4", "6"]);
    await meter(held.task.id, 0.5, first);
    expect(await state()).toEqual(["0.5", "3.5", "6"]);
    await meter(held.task.id, 2.75, second);
    expect(await state()).toEqual(["3.25", "0", "6.75"]);
  });

  it("gives back to the attempt what it did not need", async () => {
    const { place, state } = await aPaidAttempt();
    const id = await reserve(place, "2.5");
    await releaseCall(id);
    expect(await state()).toEqual(["0", "3", "7"]);
    await reserve(place, "3");
    expect(await state()).toEqual(["0", "3", "7"]);
  });

  it("is made though all else of the budget is spent, and refused once the limit is passed", async () => {
    const { place, project, state } = await aPaidAttempt();
    await spend(7, { projectId: project.id });
    await releaseCall(await reserve(place, "3"));
    expect(await reserveCall(ADMIN, place, "3.01", 1000)).toMatchObject({
      refused: { spent: "7", reserved: "3" },
    });
    await spend(0.5, { projectId: project.id });
    expect(await reserveCall(ADMIN, place, "1", 1000)).toHaveProperty("refused");
    expect(await state()).toEqual(["7.5", "3", "0"]);
  });

  it("ends with its record when the attempt is over, and when the record was there already", async () => {
    const { place, held, state } = await aPaidAttempt();
    const late = await reserve(place, "1");
    const again = await reserve(place, "1");
    await complete(held);
    await ends(held);
    expect(await state()).toEqual(["0", "2", "8"]);
    await meter(held.task.id, 0.5, late);
    calls -= 1;
    await meter(held.task.id, 0.5, again);
    expect(await state()).toEqual(["0.5", "0", "9.5"]);
  });
});

it("what ended a week ago is forgotten, what ended since and what lives is not", async () => {
  const { place, project } = await aPaidAttempt();
  for (const id of [await reserve(place, "1"), await reserve(place, "1")]) await releaseCall(id);
  await change`UPDATE cost_reservations SET ended_at = now() - interval '8 days' WHERE id = (
    SELECT min(id) FROM cost_reservations WHERE project_id = ${project.id} AND ended_at IS NOT NULL)`;
  await forgetEnded();
  const kept = await rows`SELECT kind FROM cost_reservations WHERE project_id = ${project.id} ORDER BY kind`;
  expect(kept).toEqual([{ kind: "call" }, { kind: "claim" }]);
});

describe("what like tasks cost", () => {
  /** Tasks of a project that each cost so much, one after the other. */
  async function haveCost(project: { id: string }, usd: number[]) {
    const ticket = await aTicket({ project });
    await createAll(
      ticket,
      usd.map(() => ({ phase: "IMPLEMENTATION" })),
    );
    const agent = await anAgent({ project, capacity: 50 });
    for (const [n, held] of (await take(agent, usd.length)).entries()) {
      await meter(held.task.id, usd[n] ?? 0);
      await complete(held);
      await ends(held);
    }
  }
  const expected = async (project: { id: string }) =>
    (await costs.checkBudgets(ADMIN, { project: project.id, phase: "IMPLEMENTATION" })).expected;

  it("is unknown below five, then what nine of ten cost at most", async () => {
    const project = await aProject();
    await haveCost(project, [1, 2, 3, 4]);
    expect(await expected(project)).toBe(null);
    await haveCost(project, [5, 6, 7, 8, 9, 100]);
    expect(await expected(project)).toBe("9");
    expect(await expected(await aProject())).toBe(null);
  });

  it("counts tasks that have finished, whole, and none that cost nothing or were cancelled", async () => {
    const project = await aProject();
    await haveCost(project, [1, 1, 1, 1, 0, 0]);
    expect(await expected(project)).toBe(null);
    await aTask({ project, phase: "IMPLEMENTATION" });
    const agent = await anAgent({ project });
    const [first] = await take(agent);
    await meter(first?.task.id ?? "", 2);
    const error = { kind: "exit" as const, message: "exit status 1", exitCode: 1 };
    await work.failTask(agent.key.actor, first?.task.id ?? "", {
      ...(first as Held).ref,
      error,
      usage: null,
      retry: true,
    });
    await ends(first as Held);
    expect(await expected(project)).toBe(null);
    await change`UPDATE tasks SET available_at = now() WHERE id = ${first?.task.id ?? ""}`;
    const [second] = await take(agent);
    await meter(second?.task.id ?? "", 3);
    await complete(second as Held);
    await ends(second as Held);
    expect(await expected(project)).toBe("5");
  });

  it("forgets all but the last 200", async () => {
    const project = await aProject();
    await change`
      INSERT INTO cost_norm_samples (task_id, project_id, phase, cost_usd, finished_at)
      SELECT 'task_' || ${project.id} || n, ${project.id}, 'IMPLEMENTATION', 50, now() - interval '1 day' FROM generate_series(1, 199) AS n`;
    await haveCost(project, [1, 1]);
    const [kept] =
      await rows`SELECT count(*)::int AS n, min(cost_usd)::int AS least FROM cost_norm_samples WHERE project_id = ${project.id}`;
    expect(kept).toEqual({ n: 200, least: 1 });
  });
});
