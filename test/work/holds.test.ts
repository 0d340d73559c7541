// Holds: what each scope stops, from when, and until when.
import { describe, expect, it } from "vitest";
import type { HoldScope } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, anAgent, aProject, aTask, aTicket, type Held, type TestAgent } from "../support/makers";
import { auditOf, change, eventsOf, rows } from "../support/sql";
import { stopTheClock, untilWaiting } from "../support/still-clock";
import {
  complete,
  countParked,
  createAll,
  endHold,
  fail,
  hold,
  statesOf,
  take,
  takeIds,
  update,
} from "./support/acts";

interface Field {
  project: { id: string };
  agent: TestAgent;
  other: TestAgent;
  ticket: string;
  tasks: Record<"low" | "high" | "design" | "elsewhere", string>;
}

/** Tasks that differ in priority, phase and ticket, and two agents for them. */
async function aField(): Promise<Field> {
  const project = await aProject();
  const [ticket, second] = [await aTicket({ project }), await aTicket({ project })];
  const tasks = {
    low: (await aTask({ ticket, priority: "LOW" })).id,
    high: (await aTask({ ticket, priority: "HIGH" })).id,
    design: (await aTask({ ticket, priority: "HIGH", phase: "DESIGN" })).id,
    elsewhere: (await aTask({ ticket: second, priority: "HIGH" })).id,
  };
  const [agent, other] = [await anAgent({ project, capacity: 9 }), await anAgent({ project, capacity: 9 })];
  return { project, agent, other, ticket: ticket.id, tasks };
}

type Name = keyof Field["tasks"];
const all: Name[] = ["low", "high", "design", "elsewhere"];
const SCOPES: [string, (field: Field) => HoldScope, Name[]][] = [
  ["all work", () => ({ kind: "all" }), []],
  ["a project", ({ project }) => ({ kind: "project", projectId: project.id }), []],
  ["a ticket", ({ ticket }) => ({ kind: "ticket", ticketId: ticket }), ["elsewhere"]],
  ["a phase", () => ({ kind: "phase", phase: "DESIGN" }), ["low", "high", "elsewhere"]],
  [
    "a priority and below",
    () => ({ kind: "priority_at_most", priority: "MEDIUM" }),
    ["high", "design", "elsewhere"],
  ],
];

describe("a hold on", () => {
  it.each(SCOPES)("%s stops what it covers and nothing else, settled or not", async (_, scopeOf, free) => {
    for (const isSettled of [false, true]) {
      const field = await aField();
      const placed = await hold(scopeOf(field));
      if (isSettled) await work.tick();
      expect(await countParked(field.project)).toBe(isSettled ? 4 - free.length : 0);
      const ids = await takeIds(field.agent, 9);
      expect(ids.sort()).toEqual(free.map((name) => field.tasks[name]).sort());
      await endHold(placed);
      expect(await countParked(field.project)).toBe(0);
      const rest = all.filter((name) => !free.includes(name)).map((name) => field.tasks[name]);
      expect((await takeIds(field.other, 9)).sort()).toEqual(rest.sort());
    }
  });

  it("an agent stops that agent alone, whatever it asks for", async () => {
    const { agent, other, tasks } = await aField();
    const placed = await hold({ kind: "agent", agentId: agent.agent.id });
    await work.tick();
    expect(await takeIds(agent, 9)).toEqual([]);
    expect(await takeIds(other, 3)).toHaveLength(3);
    await endHold(placed);
    expect(await takeIds(agent, 9)).toHaveLength(Object.keys(tasks).length - 3);
  });

  it("a phase or priority of one project leaves other projects alone", async () => {
    const [here, there] = [await aField(), await aField()];
    const projectId = here.project.id;
    const placed = [
      await hold({ kind: "phase", phase: "DESIGN", projectId }),
      await hold({ kind: "priority_at_most", priority: "CRITICAL", projectId }),
    ];
    expect(await takeIds(here.agent, 9)).toEqual([]);
    expect(await takeIds(there.agent, 9)).toHaveLength(4);
    for (const one of placed) await endHold(one);
  });
});

describe("a hold", () => {
  it("does not stop what runs: that completes, and what failed waits until the end", async () => {
    const { project, agent } = await aField();
    const [one, two] = (await take(agent, 2)) as [Held, Held];
    const placed = await hold({ kind: "project", projectId: project.id });
    expect((await complete(one)).state).toBe("completed");
    expect((await fail(two, true)).state).toBe("pending");
    await change`UPDATE tasks SET available_at = now() WHERE project_id = ${project.id}`;
    expect(await takeIds(agent, 9)).toEqual([]);
    await endHold(placed);
    expect(await takeIds(agent, 9)).toHaveLength(3);
  });

  it("covers tasks that come later, before and after they are looked at again", async () => {
    const { project, agent, ticket } = await aField();
    const placed = await hold({ kind: "ticket", ticketId: ticket });
    await work.tick();
    await takeIds(agent, 9);
    const later = await aTask({ ticket: { id: ticket }, priority: "CRITICAL" });
    expect(await takeIds(agent, 9)).toEqual([]);
    expect(await countParked(project)).toBe(3);
    await work.reviewHolds();
    await work.tick();
    expect(await countParked(project)).toBe(4);
    expect(await takeIds(agent, 9)).toEqual([]);
    await endHold(placed);
    expect(await takeIds(agent)).toEqual([later.id]);
  });

  it("is still in force while another covers the same tasks", async () => {
    const { project, agent, ticket } = await aField();
    const [one, two] = [
      await hold({ kind: "project", projectId: project.id }),
      await hold({ kind: "ticket", ticketId: ticket }),
    ];
    await work.tick();
    await endHold(one);
    expect(await countParked(project)).toBe(3);
    expect(await takeIds(agent, 9)).toHaveLength(1);
    await endHold(two);
    expect(await takeIds(agent, 9)).toHaveLength(3);
  });

  it("on a priority lets go of a task that is made more urgent, and takes one that is made less", async () => {
    const { project, agent, tasks } = await aField();
    const placed = await hold({ kind: "priority_at_most", priority: "LOW", projectId: project.id });
    await work.tick();
    expect(await countParked(project)).toBe(1);
    await update({ id: tasks.low }, { priority: "HIGH" });
    await update({ id: tasks.high }, { priority: "LOW" });
    expect((await takeIds(agent, 9)).sort()).toEqual([tasks.low, tasks.design, tasks.elsewhere].sort());
    await endHold(placed);
    expect(await takeIds(agent, 9)).toEqual([tasks.high]);
  });

  it("does not hold back a cancel", async () => {
    const { project, agent, tasks } = await aField();
    const [running] = await take(agent);
    const placed = await hold({ kind: "project", projectId: project.id });
    await work.tick();
    const waiting = tasks.low;
    expect((await work.cancelTask(ADMIN, waiting, { reason: "r" })).state).toBe("cancelled");
    await work.cancelTask(ADMIN, running?.task.id ?? "", { reason: "r", graceSeconds: 60 });
    if (running) await fail(running);
    expect(await statesOf([waiting, running?.task.id ?? ""])).toEqual(["cancelled", "cancelled"]);
    await endHold(placed);
    expect(await countParked(project)).toBe(0);
  });

  it("ends by itself when its time is over, before any clock looked", async () => {
    const { project, agent } = await aField();
    const placed = await hold({ kind: "project", projectId: project.id }, { expiresInSeconds: 3600 });
    const lastsMs = Date.parse(placed.expiresAt ?? "") - Date.parse(placed.placedAt);
    expect(Math.round(lastsMs / 1000)).toBe(3600);
    expect(await takeIds(agent, 9)).toEqual([]);
    await change`UPDATE holds SET expires_at = now() - interval '1 second' WHERE id = ${placed.id}`;
    expect(await takeIds(agent, 9)).toHaveLength(4);
  });

  it("that has expired is ended by the clock, once, and what it set aside comes back", async () => {
    const { project, agent } = await aField();
    const placed = await hold({ kind: "project", projectId: project.id }, { expiresInSeconds: 3600 });
    await work.tick();
    await change`UPDATE holds SET expires_at = now() - interval '1 second' WHERE id = ${placed.id}`;
    await work.tick();
    await work.tick();
    expect(await countParked(project)).toBe(0);
    expect(await takeIds(agent, 9)).toHaveLength(4);
    expect(await eventsOf(placed.id)).toEqual(["hold.placed", "hold.ended"]);
    expect(await auditOf(placed.id)).toMatchObject([
      { act: "hold.placed" },
      { act: "hold.ended", actor: "system" },
    ]);
  });

  it("that ends wakes a claim that waits, long before that would look again", async () => {
    const project = await aProject();
    const task = await aTask({ project });
    const placed = await hold({ kind: "project", projectId: project.id });
    await work.tick();
    const agent = await anAgent({ project });
    stopTheClock();
    const { waiting } = await untilWaiting(() => takeIds(agent, 1, 10_000));
    await endHold(placed);
    expect(await waiting).toEqual([task.id]);
  });

  it("of 5,000 tasks sets them aside and brings every one of them back", async () => {
    const project = await aProject();
    const ticket = await aTicket({ project });
    for (let n = 0; n < 10; n += 1) await createAll(ticket, Array(500).fill({}));
    const placed = await hold({ kind: "ticket", ticketId: ticket.id });
    expect(placed.heldTasks).toBe(5000);
    await work.tick();
    expect(await countParked(project)).toBe(5000);
    const free = await aTask({ project });
    const agent = await anAgent({ project, capacity: 500 });
    expect(await takeIds(agent, 9)).toEqual([free.id]);
    await endHold(placed);
    await work.tick();
    expect(await countParked(project)).toBe(0);
    expect(await takeIds(agent, 500)).toHaveLength(499);
    const [row] = await rows<{
      settled: boolean;
    }>`SELECT is_settled AS settled FROM holds WHERE id = ${placed.id}`;
    expect(row?.settled).toBe(true);
  });
});
