// The board and the graph of a ticket: what they show, in which order, and up to how much.
import { describe, expect, it } from "vitest";
import { GET as boardRoute } from "@/app/api/v1/board/route";
import { GET as graphRoute } from "@/app/api/v1/tickets/[id]/graph/route";
import type { Board, TaskGraph } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, aProject, aTask, aTicket, claimOne } from "../support/makers";
import { createAll, override } from "./support/acts";

const readBoard = async (project: { id: string }, query: Record<string, number> = {}) =>
  (await call<Board>(boardRoute, { key: await aKey({ project }), query })).json.columns;
const readGraph = async (ticket: { id: string; projectId: string }) => {
  const key = await aKey({ project: { id: ticket.projectId } });
  return (await call<TaskGraph>(graphRoute, { key, params: { id: ticket.id } })).json;
};

describe("the board", () => {
  it("has a column for each phase in their order, empty ones too", async () => {
    const columns = await readBoard(await aProject());
    const { items } = await work.getPhases(ADMIN);
    expect(columns.map(({ phase }) => phase)).toEqual(items.map(({ id }) => id));
    expect(columns.every(({ total, tickets }) => total === 0 && tickets.length === 0)).toBe(true);
  });

  it("shows the most urgent tickets of each phase, the older first among equals, with how many there are", async () => {
    const project = await aProject();
    const made: string[] = [];
    for (const priority of ["LOW", "CRITICAL", "MEDIUM", "CRITICAL", "HIGH"] as const) {
      made.push((await aTicket({ project, priority })).id);
    }
    await aTicket({ project, phase: "DESIGN" });
    const [backlog, , design] = await readBoard(project, { perPhase: 3 });
    expect(backlog?.tickets.map(({ id }) => id)).toEqual([1, 3, 4].map((n) => made[n]));
    expect([backlog?.total, design?.total, design?.tickets.length]).toEqual([5, 1, 1]);
  });

  it("counts the tasks of its tickets by state, and leaves closed and foreign tickets out", async () => {
    const held = await claimOne();
    const ticket = { id: held.task.ticketId };
    await aTask({ ticket });
    const closed = await aTicket({ project: held.project });
    await work.updateTicket(ADMIN, closed.id, { status: "done" });
    await aTicket();
    const [backlog] = await readBoard(held.project);
    expect(backlog).toMatchObject({
      total: 1,
      tickets: [{ id: ticket.id, taskCounts: { claimed: 1, pending: 1 } }],
    });
  });
});

describe("the graph of a ticket", () => {
  it("has its tasks as lists show them, and the dependencies among them from first to next", async () => {
    const ticket = await aTicket();
    const [a, b, c] = await createAll(ticket, [
      { key: "a" },
      { key: "b", dependsOnKeys: ["a"] },
      { dependsOnKeys: ["a", "b"] },
    ]);
    await override({ kind: "task", taskId: c?.id ?? "" }, "CRITICAL");
    const { tasks, edges, isComplete } = await readGraph(ticket);
    const listed = await work.listTasks(ADMIN, { ticket: ticket.id, limit: 50 });
    expect(tasks).toEqual(listed.items);
    const pairs = edges.map(({ from, to }) => `${from} ${to}`).sort();
    expect(pairs).toEqual([`${a?.id} ${b?.id}`, `${a?.id} ${c?.id}`, `${b?.id} ${c?.id}`].sort());
    expect(isComplete).toBe(true);
  });

  it("leaves out dependencies on tasks of other tickets, which it does not show", async () => {
    const project = await aProject();
    const outside = await aTask({ project });
    const ticket = await aTicket({ project });
    const inside = await aTask({ ticket, dependsOn: [outside.id] });
    expect(await readGraph(ticket)).toMatchObject({
      tasks: [{ id: inside.id, openDependencies: 1 }],
      edges: [],
    });
  });

  it("shows the newest 500 and says that there are more", async () => {
    const ticket = await aTicket();
    const [first] = await createAll(ticket, Array(500).fill({}));
    expect(await readGraph(ticket)).toMatchObject({ isComplete: true });
    await createAll(ticket, [{ dependsOn: [first?.id] }]);
    const { tasks, edges, isComplete } = await readGraph(ticket);
    expect([tasks.length, isComplete, edges.length]).toEqual([500, false, 0]);
    expect(tasks.some(({ id }) => id === first?.id)).toBe(false);
  });
});
