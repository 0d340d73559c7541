// What a dependency is: who may name which, in which order tasks then run, and circles.
import { describe, expect, it } from "vitest";
import { PATCH as updateRoute } from "@/app/api/v1/tasks/[id]/route";
import { POST as createRoute } from "@/app/api/v1/tasks/route";
import type { Task } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, anAgent, aProject, aTask, aTicket, claimNext, claimOne } from "../support/makers";
import { refusal } from "../support/refusal";
import { eventsOf, rows } from "../support/sql";
import { stopTheClock, untilWaiting } from "../support/still-clock";
import { complete, createAll, fail, take, takeIds, update } from "./support/acts";

const ABSENT = "task_7zzzzzzzzzzzzzzzzzzzzzzzzz";

describe("a task that depends on others", () => {
  it("is claimed only when each of them is completed, however urgent it is", async () => {
    const project = await aProject();
    const ticket = await aTicket({ project });
    const [one, two] = [await aTask({ ticket, priority: "LOW" }), await aTask({ ticket, priority: "LOW" })];
    const last = await aTask({ ticket, priority: "CRITICAL", dependsOn: [one.id, two.id] });
    expect(last.openDependencies).toBe(2);
    const agent = await anAgent({ project, capacity: 9 });
    const held = await take(agent, 9);
    expect(held.map(({ task }) => task.id)).toEqual([one.id, two.id]);
    for (const [n, each] of held.entries()) {
      expect(await takeIds(agent)).toEqual([]);
      await complete(each);
      expect((await work.getTask(ADMIN, last.id)).openDependencies).toBe(1 - n);
    }
    expect(await takeIds(agent)).toEqual([last.id]);
    expect(await eventsOf(last.id)).toEqual(["task.created", "task.unblocked", "task.claimed"]);
  });

  it("does not wait for what was completed before it was made", async () => {
    const held = await claimOne();
    await complete(held);
    const next = await aTask({ ticket: { id: held.task.ticketId }, dependsOn: [held.task.id] });
    expect(next.openDependencies).toBe(0);
    expect(await takeIds(held)).toEqual([next.id]);
  });

  it("counts a dependency that is named twice once", async () => {
    const first = await aTask();
    const next = await aTask({ ticket: { id: first.ticketId }, dependsOn: [first.id, first.id] });
    expect(next.openDependencies).toBe(1);
    await update(next, { dependsOn: [first.id, first.id] });
    const detail = await work.getTask(ADMIN, next.id);
    expect([detail.openDependencies, detail.dependsOn.length]).toEqual([1, 1]);
  });

  it("is shown with what it waits for and what waits for it", async () => {
    const first = await aTask();
    const next = await aTask({ ticket: { id: first.ticketId }, dependsOn: [first.id] });
    const link = ({ id, title, state }: Task) => ({ id, title, state });
    expect((await work.getTask(ADMIN, next.id)).dependsOn).toEqual([link(first)]);
    expect((await work.getTask(ADMIN, first.id)).dependants).toEqual([link(next)]);
  });

  it("wakes a claim that waits for it, long before that would look again", async () => {
    const held = await claimOne();
    const next = await aTask({ ticket: { id: held.task.ticketId }, dependsOn: [held.task.id] });
    const other = await anAgent({ project: held.project });
    stopTheClock();
    const { waiting } = await untilWaiting(() => takeIds(other, 1, 10_000));
    await complete(held);
    expect(await waiting).toEqual([next.id]);
  });
});

describe("dependencies named in a request", () => {
  it.each(["foreign", "absent"])(
    "on a task that is %s are answered alike, and nothing is stored",
    async (kind) => {
      const project = await aProject();
      const ticket = await aTicket({ project });
      const near = await aTask({ ticket });
      const id = kind === "absent" ? ABSENT : (await aTask()).id;
      const key = await aKey({ scopes: ["work:write"], project });
      const body = { ticketId: ticket.id, title: "t", dependsOn: [near.id, id] };
      const replies = [
        await call(createRoute, { method: "POST", key, body }),
        await call(updateRoute, { method: "PATCH", key, params: { id: near.id }, body: { dependsOn: [id] } }),
      ];
      const detail = `There is no task ${id} in this project.`;
      for (const [n, { problem }] of replies.entries()) {
        expect(problem).toMatchObject({ status: 404, code: "not_found", detail });
        expect(problem.issues).toEqual([{ in: "body", pointer: `/dependsOn/${1 - n}`, detail }]);
      }
      expect(await rows`SELECT id, version FROM tasks WHERE project_id = ${project.id}`).toMatchObject([
        { id: near.id, version: 1 },
      ]);
    },
  );

  it("may name a task of another ticket of the project", async () => {
    const project = await aProject();
    const first = await aTask({ project });
    expect((await aTask({ project, dependsOn: [first.id] })).openDependencies).toBe(1);
  });

  it("on a task that has failed are refused, unless that is to be ignored", async () => {
    const held = await claimOne();
    await fail(held);
    const ticket = { id: held.task.ticketId };
    const refused = await refusal(aTask({ ticket, dependsOn: [held.task.id] }));
    expect(refused).toMatchObject({ code: "invalid_state", issues: [{ pointer: "/dependsOn/0" }] });
    const next = await aTask({ ticket, dependsOn: [held.task.id], onDependencyFailure: "ignore" });
    expect(await takeIds(held)).toEqual([next.id]);
    const other = await aTask({ ticket });
    expect((await refusal(update(other, { dependsOn: [held.task.id] }))).code).toBe("invalid_state");
    await update(other, { dependsOn: [held.task.id], onDependencyFailure: "ignore" });
  });

  it("are replaced only while the task is pending, and then count on both ends", async () => {
    const ticket = await aTicket();
    const [one, two, last] = await createAll(ticket, [{ key: "a" }, {}, { dependsOnKeys: ["a"] }]);
    if (!one || !two || !last) throw new Error("Three were asked for.");
    await update(last, { dependsOn: [two.id] });
    const counts = await rows<{ id: string; counts: number[] }>`
      SELECT id, array[open_dependencies, dependants] AS counts FROM tasks WHERE ticket_id = ${ticket.id} ORDER BY id`;
    expect(counts.map((row) => row.counts)).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
    ]);
    await update(last, { dependsOn: [] });
    const agent = await anAgent({ project: { id: ticket.projectId }, capacity: 3 });
    await take(agent, 3);
    const refused = await refusal(update(last, { dependsOn: [one.id], title: "new" }));
    expect(refused).toMatchObject({ code: "invalid_state", facts: { state: "claimed" } });
    expect((await work.getTask(ADMIN, last.id)).title).toBe("t");
  });
});

describe("a circle", () => {
  it("that an edit would close is refused with its tasks in order", async () => {
    const ticket = await aTicket();
    const [a, b, c] = await createAll(ticket, [
      { key: "a" },
      { key: "b", dependsOnKeys: ["a"] },
      { dependsOnKeys: ["b"] },
    ]);
    if (!a || !b || !c) throw new Error("Three were asked for.");
    const key = await aKey({ scopes: ["work:write"] });
    const body = { dependsOn: [c.id] };
    const { status, problem } = await call(updateRoute, { method: "PATCH", key, params: { id: a.id }, body });
    expect(status).toBe(400);
    expect(problem.facts).toEqual({ cycle: [a.id, c.id, b.id, a.id] });
    expect(problem.detail).toContain(`${a.id} → ${c.id} → ${b.id} → ${a.id}`);
    expect(problem.issues).toMatchObject([{ in: "body", pointer: "/dependsOn" }]);
    const titles = [a, c, b, a].map(({ title }) => `“${title}”`).join(" → ");
    expect(problem.issues?.[0]?.detail).toBe(`Closes the circle ${titles}.`);
    expect((await work.getTask(ADMIN, a.id)).dependsOn).toEqual([]);
  });

  it("of one task is refused in an edit and in a batch", async () => {
    const task = await aTask();
    const own = await refusal(update(task, { dependsOn: [task.id] }));
    expect(own).toMatchObject({ code: "invalid_request", facts: { cycle: [task.id, task.id] } });
    const batch = createAll({ id: task.ticketId }, [{ key: "me", dependsOnKeys: ["me"] }]);
    expect((await refusal(batch)).facts).toEqual({ cycle: ["me", "me"] });
  });

  it("among the keys of a batch is refused with its keys in order, and nothing is stored", async () => {
    const ticket = await aTicket();
    const refused = await refusal(
      createAll(ticket, [
        { key: "start" },
        { key: "a", dependsOnKeys: ["start", "c"] },
        { key: "b", dependsOnKeys: ["a"] },
        { key: "c", dependsOnKeys: ["b"] },
      ]),
    );
    expect(refused.facts).toEqual({ cycle: ["a", "c", "b", "a"] });
    expect(refused.issues).toMatchObject([{ pointer: "/tasks/1/dependsOnKeys" }]);
    expect(await rows`SELECT 1 FROM tasks WHERE ticket_id = ${ticket.id}`).toEqual([]);
  });

  it("is found through a wide and deep graph without walking each of its ways", async () => {
    const ticket = await aTicket();
    // Twenty layers of four, each on all of the one before: four to the twentieth ways.
    const layers = Array.from({ length: 80 }, (_, n) => ({
      key: `k${n}`,
      dependsOnKeys: n < 4 ? [] : [0, 1, 2, 3].map((at) => `k${Math.floor(n / 4) * 4 - 4 + at}`),
    }));
    const tasks = await createAll(ticket, layers);
    const [first, last] = [tasks[0]?.id ?? "", tasks[79]?.id ?? ""];
    const refused = await refusal(update({ id: first }, { dependsOn: [last] }));
    const cycle = refused.facts.cycle as string[];
    expect(cycle).toHaveLength(21);
    expect([cycle[0], cycle[1], cycle.at(-1)]).toEqual([first, last, first]);
  });

  it("is none when two ways lead to the same task", async () => {
    const project = await aProject();
    const ticket = await aTicket({ project });
    await createAll(ticket, [
      { key: "a" },
      { key: "b", dependsOnKeys: ["a"] },
      { key: "c", dependsOnKeys: ["a"] },
      { title: "last", dependsOnKeys: ["b", "c"] },
    ]);
    const agent = await anAgent({ project });
    const order: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      const held = await claimNext(agent);
      order.push(held.task.title);
      await complete(held);
    }
    expect(order.at(-1)).toBe("last");
  });
});
