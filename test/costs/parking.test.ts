// What a budget cannot carry is set aside, so that claims need not look past it, and comes back when it can.
import { describe, expect, it } from "vitest";
import * as costs from "@/lib/costs/service";
import { reviewParking, settleParking } from "@/lib/costs/service/parking";
import { releaseCall, reserveCall } from "@/lib/costs/service/reserve";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, anAgent, aProject, aTicket } from "../support/makers";
import { change, rows } from "../support/sql";
import { createAll, endHold, hold, takeIds } from "../work/support/acts";
import { aBudget, spend } from "./support/costs";
import { aNorm } from "./support/reserved";

/** Three dear tasks and a cheap one behind them, under a budget that can carry the cheap one. */
async function aQueue() {
  const project = await aProject();
  const ticket = await aTicket({ project });
  const dear = await createAll(ticket, Array(3).fill({ phase: "IMPLEMENTATION" }));
  const [cheap] = await createAll(ticket, [{ phase: "TESTING" }]);
  await aNorm(project, "IMPLEMENTATION", "20");
  await aNorm(project, "TESTING", "2");
  const scope = { kind: "project" as const, projectId: project.id };
  const budget = await aBudget({ scope, limit: "10", period: "daily" });
  await settleParking(1);
  const parked = async () =>
    (
      await rows<{
        n: number;
      }>`SELECT count(*)::int AS n FROM tasks WHERE project_id = ${project.id} AND is_parked`
    )[0]?.n;
  return { project, ticket, dear, cheap, budget, parked, agent: await anAgent({ project, capacity: 9 }) };
}

describe("tasks that a budget cannot carry", () => {
  it("are set aside, and others are claimed as before", async () => {
    const { parked, agent, cheap, dear } = await aQueue();
    expect(await parked()).toBe(3);
    expect(await takeIds(agent, 9)).toEqual([cheap?.id]);
    const { waiting } = await work.getTask(ADMIN, dear[0]?.id ?? "");
    expect(waiting.map(({ kind }) => kind)).toEqual(["budget"]);
  });

  it.each([
    ["a raised limit", ({ budget }) => costs.updateBudget(ADMIN, budget.id, { limit: "21" })],
    [
      "a budget that only notifies now",
      ({ budget }) => costs.updateBudget(ADMIN, budget.id, { onExceed: "notify" }),
    ],
    ["a deleted budget", ({ budget }) => costs.deleteBudget(ADMIN, budget.id)],
    ["like tasks that cost less", ({ project }) => aNorm(project, "IMPLEMENTATION", "9")],
  ] satisfies [string, (queue: Awaited<ReturnType<typeof aQueue>>) => Promise<unknown>][])(
    "come back after %s",
    async (_, change) => {
      const queue = await aQueue();
      await change(queue);
      await settleParking(1);
      expect(await queue.parked()).toBe(0);
      expect((await takeIds(queue.agent, 1))[0]).toBe(queue.dear[0]?.id);
    },
  );

  it("are claimed by whoever waits, as soon as the limit is raised, also where the budget was spent", async () => {
    const { project, budget, agent, dear, cheap, parked } = await aQueue();
    await spend(10, { projectId: project.id });
    await settleParking(1);
    expect(await parked()).toBe(4);
    const waiting = work.claimTasks(agent.key.actor, { agentId: agent.agent.id, max: 9, waitMs: 900 });
    await costs.updateBudget(ADMIN, budget.id, { limit: "35" });
    expect((await waiting).claims.map(({ task }) => task.id)).toEqual([dear[0]?.id, cheap?.id]);
    expect(await parked()).toBe(0);
  });

  it("come back when what was reserved is free, of all kinds where nothing was left", async () => {
    const { project, parked, budget } = await aQueue();
    await costs.updateBudget(ADMIN, budget.id, { limit: "25" });
    await settleParking(1);
    expect(await parked()).toBe(0);
    const place = { projectId: project.id, ticketId: null, taskId: null, agentId: null, phase: null };
    const got = await reserveCall(ADMIN, place, "25", 60_000);
    await settleParking(1);
    expect(await parked()).toBe(4);
    await releaseCall("reservationId" in got ? (got.reservationId ?? "") : "");
    await settleParking(1);
    expect(await parked()).toBe(0);
  });

  it("stay aside when what was spent to the last cent has a little left, and the other way round", async () => {
    const { project, parked, budget } = await aQueue();
    const place = { projectId: project.id, ticketId: null, taskId: null, agentId: null, phase: null };
    await reserveCall(ADMIN, place, "10", 60_000);
    await settleParking(1);
    expect(await parked()).toBe(4);
    await costs.updateBudget(ADMIN, budget.id, { limit: "15" });
    await settleParking(1);
    expect(await parked()).toBe(3);
  });

  it("come back although the budget could carry them again before all were set aside", async () => {
    const { dear, budget, parked } = await aQueue();
    await costs.updateBudget(ADMIN, budget.id, { limit: "25" });
    await settleParking(1);
    await change`
      INSERT INTO tasks SELECT (jsonb_populate_record(t, jsonb_build_object('id', t.id || n))).*
      FROM tasks t, generate_series(1, 2000) AS n WHERE t.id = ${dear[0]?.id ?? ""}`;
    await costs.updateBudget(ADMIN, budget.id, { limit: "10" });
    expect(await parked()).toBe(2000);
    await costs.updateBudget(ADMIN, budget.id, { limit: "25" });
    await settleParking(1);
    expect(await parked()).toBe(0);
  });

  it("stay aside when a hold on them ends, and under a hold when the budget can carry them", async () => {
    const { project, budget, parked } = await aQueue();
    const stop = await hold({ kind: "project", projectId: project.id });
    await work.tick();
    expect(await parked()).toBe(4);
    await endHold(stop);
    expect(await parked()).toBe(3);
    await work.reviewHolds();
    expect(await parked()).toBe(3);
    await hold({ kind: "phase", phase: "IMPLEMENTATION", projectId: project.id });
    await costs.updateBudget(ADMIN, budget.id, { limit: "100" });
    await settleParking(1);
    expect(await parked()).toBe(3);
  });

  it("stay where they are while they are few", async () => {
    const project = await aProject();
    const ticket = await aTicket({ project });
    await createAll(ticket, Array(3).fill({ phase: "IMPLEMENTATION" }));
    await aNorm(project, "IMPLEMENTATION", "20");
    await aBudget({ scope: { kind: "project", projectId: project.id }, limit: "10" });
    await settleParking();
    expect(await rows`SELECT 1 FROM tasks WHERE project_id = ${project.id} AND is_parked`).toEqual([]);
  });

  it("that were created meanwhile are set aside by the review", async () => {
    const { ticket, parked } = await aQueue();
    await createAll(ticket, [{ phase: "IMPLEMENTATION" }, { phase: "TESTING" }]);
    await settleParking(1);
    expect(await parked()).toBe(3);
    await reviewParking(1);
    expect(await parked()).toBe(4);
  });
});
