// What a budget that pauses cannot carry is not claimed, and the task says why.
import { describe, expect, it } from "vitest";
import * as costs from "@/lib/costs/service";
import { recordEnds } from "@/lib/costs/service/ends";
import { reserveCall } from "@/lib/costs/service/reserve";
import { transact } from "@/lib/platform/db/transact";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, aKey, anAgent, aProject, aTask, aTicket, claimNext, type Held } from "../support/makers";
import { complete, createAll, take } from "../work/support/acts";
import { aBudget, projectBudget, spend } from "./support/costs";
import { aNorm, expectTrueReserved, reservedOf } from "./support/reserved";

const kindsOf = async (task: { id: string }) =>
  (await work.getTask(ADMIN, task.id)).waiting.map(({ kind }) => kind);
const scopeOf = (project: { id: string }) => ({ kind: "project" as const, projectId: project.id });
const idsOf = (held: Held[]) => held.map(({ task }) => task.id);

/** A project with a budget, tasks that like tasks' cost is known of, and an agent with room for all. */
async function aPaidQueue(count: number, { limit = "10", norm = "3" } = {}) {
  const project = await aProject();
  const ticket = await aTicket({ project });
  const tasks = await createAll(ticket, Array(count).fill({ phase: "IMPLEMENTATION" }));
  await aNorm(project, "IMPLEMENTATION", norm);
  const budget = await aBudget({ scope: scopeOf(project), limit, period: "daily" });
  const agent = await anAgent({ project, capacity: 50 });
  return { project, ticket, tasks, budget, agent };
}

describe("a claim under a budget that pauses", () => {
  it("reserves what like tasks cost, and claims no more than the budget can carry", async () => {
    const { agent, tasks, budget } = await aPaidQueue(5);
    const held = await take(agent, 5);
    expect(idsOf(held)).toEqual(tasks.slice(0, 3).map(({ id }) => id));
    expect(await reservedOf(budget)).toBe("9");
    expect(await take(agent, 5)).toEqual([]);
    await expectTrueReserved(budget);
  });

  it("tells what the attempt may spend: its own reservation, and what nobody has reserved", async () => {
    const { agent } = await aPaidQueue(3);
    const held = await take(agent, 2);
    expect(held.map(({ claim }) => claim.budgetUsd)).toEqual(["7", "7"]);
    expect((await take(agent, 1)).map(({ claim }) => claim.budgetUsd)).toEqual(["4"]);
    const free = await anAgent({ project: await aProject() });
    await aTask({ project: { id: free.agent.projectId ?? "" } });
    expect((await claimNext(free)).claim.budgetUsd).toBe(null);
  });

  it("is what a check of a waiting task foretells, and of one at work there is no doubt", async () => {
    const { agent, tasks } = await aPaidQueue(4);
    const check = async (task: { id: string } | undefined) =>
      (await costs.checkBudgets(ADMIN, { task: task?.id ?? "" })).isAllowed;
    expect(await check(tasks[3])).toBe(true);
    const [held] = await take(agent, 3);
    expect(await check(tasks[3])).toBe(false);
    expect(await check(held?.task)).toBe(true);
    expect(await take(agent, 1)).toEqual([]);
  });

  it("passes over what is too dear, and takes what comes after it", async () => {
    const { agent, project, ticket, tasks } = await aPaidQueue(1, { norm: "11" });
    const [cheap] = await createAll(ticket, [{ phase: "TESTING" }]);
    await aNorm(project, "TESTING", "2");
    expect(idsOf(await take(agent, 5))).toEqual([cheap?.id]);
    expect(await kindsOf({ id: tasks[0]?.id ?? "" })).toEqual(["budget"]);
  });

  it("needs only that something is left where too few like tasks are known, and reserves nothing then", async () => {
    const { agent, project, tasks, budget } = await aPaidQueue(3, { norm: "50" });
    await aNorm(project, "IMPLEMENTATION", "50", 4);
    expect(await take(agent, 2)).toHaveLength(2);
    expect(await reservedOf(budget)).toBe("0");
    expect(await reserveCall(ADMIN, { ...placeIn(project) }, "10", 60_000)).toMatchObject({
      reservationId: expect.any(String),
    });
    expect(await take(agent, 2)).toEqual([]);
    expect(await kindsOf({ id: tasks[2]?.id ?? "" })).toEqual(["budget"]);
  });

  it("heeds every budget that covers the task, of project, ticket, phase and agent", async () => {
    const { agent, project, ticket, budget } = await aPaidQueue(4, { limit: "1000" });
    const scopes = [
      { kind: "ticket" as const, ticketId: ticket.id },
      { kind: "phase" as const, phase: "IMPLEMENTATION", projectId: project.id },
      { kind: "agent" as const, agentId: agent.agent.id },
    ];
    for (const scope of scopes) {
      const narrow = await aBudget({ scope, limit: "3.5" });
      const [held] = await take(agent, 4);
      expect(await reservedOf(narrow)).toBe("3");
      expect(await reservedOf(budget)).toBe("3");
      expect(await take(agent, 4)).toEqual([]);
      await costs.deleteBudget(ADMIN, narrow.id);
      await end(held as Held);
      await expectTrueReserved(budget);
    }
  });

  it("of an agent whose own budget is short leaves the task to others", async () => {
    const { agent, project, tasks } = await aPaidQueue(1, { limit: "1000" });
    await aBudget({ scope: { kind: "agent", agentId: agent.agent.id }, limit: "2" });
    expect(await take(agent, 1)).toEqual([]);
    const [reason] = (await work.getTask(ADMIN, tasks[0]?.id ?? "")).waiting;
    expect(reason).toMatchObject({ kind: "no_capacity", detail: expect.stringContaining("out of budget") });
    expect(await take(await anAgent({ project }), 1)).toHaveLength(1);
  });

  it("is as it always was under one that only notifies", async () => {
    const { project, budget } = await projectBudget({ onExceed: "notify" });
    await aNorm(project, "IMPLEMENTATION", "1000");
    await aTask({ project });
    expect((await claimNext(await anAgent({ project }))).claim.budgetUsd).toBe(null);
    expect(await reservedOf(budget)).toBe("0");
  });

  it("in passes, for reserved slots and preferred phases, reserves the same", async () => {
    const { project, budget, tasks } = await aPaidQueue(5);
    const picky = await anAgent({ project, capacity: 9, phaseAffinity: ["IMPLEMENTATION"] });
    expect(idsOf(await take(picky, 5))).toEqual(tasks.slice(0, 3).map(({ id }) => id));
    expect(await reservedOf(budget)).toBe("9");
    await expectTrueReserved(budget);
  });
});

describe("a task that a budget cannot carry", () => {
  it("says what like tasks cost, what is left of which budget, and until when", async () => {
    const { agent, tasks, budget } = await aPaidQueue(4);
    await take(agent, 4);
    const { waiting } = await work.getTask(ADMIN, tasks[3]?.id ?? "");
    expect(waiting).toEqual([
      {
        kind: "budget",
        entity: budget.id,
        detail: expect.stringMatching(
          /^Like tasks cost up to \$ 3\.00, and the budget of Project .+ has \$ 1\.00 left of \$ 10\.00 until \d+ \w+, 00:00 \(UTC\); \$ 9\.00 of it is reserved for what runs\.$/,
        ),
      },
    ]);
  });

  it("tells a key of one project nothing of a budget of all projects but that it has too little left", async () => {
    const { project, tasks } = await aPaidQueue(1, { limit: "1000" });
    const all = await aBudget({ scope: { kind: "phase", phase: "IMPLEMENTATION" }, limit: "2.75" });
    const { actor } = await aKey({ project });
    const [reason] = (await work.getTask(actor, tasks[0]?.id ?? "")).waiting;
    await costs.deleteBudget(ADMIN, all.id);
    expect(reason).toEqual({
      kind: "budget",
      detail: "A budget of all projects has too little left for it.",
      entity: null,
    });
  });

  it("names a spent budget once, by its hold", async () => {
    const { project, tasks } = await aPaidQueue(1);
    await spend(10, { projectId: project.id });
    expect(await kindsOf({ id: tasks[0]?.id ?? "" })).toEqual(["held"]);
  });

  it.each([
    ["a raised limit", (id: string) => costs.updateBudget(ADMIN, id, { limit: "12" })],
    [
      "a budget that only notifies now",
      (id: string) => costs.updateBudget(ADMIN, id, { onExceed: "notify" }),
    ],
    ["a deleted budget", (id: string) => costs.deleteBudget(ADMIN, id)],
  ])("is claimed after %s, by a claim that waited for it", async (_, change) => {
    const { agent, tasks, budget } = await aPaidQueue(4);
    await take(agent, 4);
    const waiting = work.claimTasks(agent.key.actor, { agentId: agent.agent.id, max: 1, waitMs: 900 });
    await change(budget.id);
    expect((await waiting).claims.map(({ task }) => task.id)).toEqual([tasks[3]?.id]);
  });

  it("is claimed once an attempt has ended and what it kept is free", async () => {
    const { agent, tasks, budget } = await aPaidQueue(4);
    const [first] = await take(agent, 4);
    await end(first as Held);
    expect(await reservedOf(budget)).toBe("6");
    expect(idsOf(await take(agent, 1))).toEqual([tasks[3]?.id]);
  });
});

/** Completes it, and has the ledger hear of it. */
async function end(held: Held) {
  await complete(held);
  await transact("test.end", (tx) =>
    recordEnds(tx, [{ attemptId: held.ref.attemptId, taskId: held.task.id }]),
  );
}

const placeIn = (project: { id: string }) => ({
  projectId: project.id,
  ticketId: null,
  taskId: null,
  agentId: null,
  phase: null,
});
