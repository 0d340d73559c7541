// Many tasks in one request: all of them or none, and the refusal names the row.
import { describe, expect, it } from "vitest";
import { POST as createBatchRoute } from "@/app/api/v1/tasks/batch/route";
import { POST as completeBatchRoute } from "@/app/api/v1/tasks/complete/route";
import type { CompletedTasks, CreatedTasks } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, anAgent, aProject, aTicket, claimOne, type TestKey } from "../support/makers";
import { eventsOf, rows } from "../support/sql";
import { complete, createAll, statesOf, take } from "./support/acts";

const absentTicket = "tkt_7zzzzzzzzzzzzzzzzzzzzzzzzz";

async function aPlanner() {
  const project = await aProject();
  return {
    project,
    ticket: await aTicket({ project }),
    key: await aKey({ scopes: ["work:write"], project }),
  };
}

const create = (key: TestKey, tasks: unknown[], headers = {}) =>
  call<CreatedTasks>(createBatchRoute, { method: "POST", key, body: { tasks }, headers });

const countTasks = async (project: { id: string }) =>
  (await rows`SELECT 1 FROM tasks WHERE project_id = ${project.id}`).length;

describe("creating a batch", () => {
  it("of 500 stores them in the order of the request, each with its event", async () => {
    const { project, ticket, key } = await aPlanner();
    const given = Array.from({ length: 500 }, (_, n) => ({ ticketId: ticket.id, title: `task ${n}` }));
    const { status, json } = await create(key, given);
    expect(status).toBe(201);
    expect(json.tasks.map((task) => task.title)).toEqual(given.map((row) => row.title));
    const stored = await rows<{
      title: string;
    }>`SELECT title FROM tasks WHERE project_id = ${project.id} ORDER BY id`;
    expect(stored).toEqual(given.map(({ title }) => ({ title })));
    const [row] = await rows<{ n: number }>`
      SELECT count(DISTINCT entity)::int AS n FROM events WHERE project_id = ${project.id} AND type = 'task.created'`;
    expect(row?.n).toBe(500);
  });

  it.each([0, 501])("of %i is refused at /tasks", async (length) => {
    const { project, ticket, key } = await aPlanner();
    const { problem } = await create(key, Array(length).fill({ ticketId: ticket.id, title: "t" }));
    expect(problem).toMatchObject({ status: 400, issues: [{ in: "body", pointer: "/tasks" }] });
    expect(await countTasks(project)).toBe(0);
  });

  it.each([
    ["a title that is none", { title: " " }, 400, "/tasks/3/title"],
    ["a phase that is not configured", { phase: "LIMBO" }, 400, "/tasks/3/phase"],
    ["a ticket that is not there", { ticketId: absentTicket }, 404, "/tasks/3/ticketId"],
    ["a key that another row has", { key: "first" }, 400, "/tasks/3/key"],
    ["a key of no row", { dependsOnKeys: ["first", "nobody"] }, 400, "/tasks/3/dependsOnKeys/1"],
    [
      "a task that is not there",
      { dependsOn: ["task_7zzzzzzzzzzzzzzzzzzzzzzzzz"] },
      404,
      "/tasks/3/dependsOn/0",
    ],
  ])("with %s in one row stores nothing and names the row", async (_, wrong, status, pointer) => {
    const { project, ticket, key } = await aPlanner();
    const good = { ticketId: ticket.id, title: "t" };
    const { problem } = await create(key, [
      { ...good, key: "first" },
      good,
      good,
      { ...good, ...wrong },
      good,
    ]);
    expect(problem.status).toBe(status);
    expect(problem.issues).toMatchObject([{ in: "body", pointer }]);
    expect(await countTasks(project)).toBe(0);
  });

  it("answers for a ticket of a foreign project as for one that is not there", async () => {
    const { ticket, key } = await aPlanner();
    const foreign = await aTicket();
    const ask = async (ticketId: string) => {
      const { problem } = await create(key, [
        { ticketId: ticket.id, title: "t" },
        { ticketId, title: "t" },
      ]);
      return { ...problem, requestId: "" };
    };
    expect(await ask(foreign.id)).toEqual(await ask(absentTicket));
  });

  it("names the row of a ticket that is closed", async () => {
    const { project, ticket, key } = await aPlanner();
    const closed = await aTicket({ project });
    await work.updateTicket(ADMIN, closed.id, { status: "done" });
    const { problem } = await create(
      key,
      [ticket, closed].map(({ id }) => ({ ticketId: id, title: "t" })),
    );
    expect(problem).toMatchObject({ code: "invalid_state", issues: [{ pointer: "/tasks/1/ticketId" }] });
    expect(await countTasks(project)).toBe(0);
  });

  it("lets rows depend on each other by key, in any order, and on tasks that are there", async () => {
    const { project, ticket } = await aPlanner();
    const [there] = await createAll(ticket, [{}]);
    const [last, first] = await createAll(ticket, [
      { dependsOnKeys: ["first", "first"], dependsOn: [there?.id] },
      { key: "first" },
    ]);
    expect([last?.openDependencies, first?.openDependencies]).toEqual([2, 0]);
    const agent = await anAgent({ project, capacity: 9 });
    for (const held of await take(agent, 9)) await complete(held);
    expect((await take(agent, 9)).map(({ task }) => task.id)).toEqual([last?.id]);
  });

  it("does not let a row depend on one of another project of the same batch", async () => {
    const [one, other] = [await aTicket(), await aTicket()];
    const key = await aKey({ scopes: ["work:write"] });
    const { problem } = await create(key, [
      { ticketId: one.id, title: "t", key: "a" },
      { ticketId: other.id, title: "t", dependsOnKeys: ["a"] },
    ]);
    expect(problem).toMatchObject({ status: 400, issues: [{ pointer: "/tasks/1/dependsOnKeys/0" }] });
  });

  it("sent again with its idempotency key creates nothing more and is answered alike", async () => {
    const { project, ticket, key } = await aPlanner();
    const given = [
      { ticketId: ticket.id, title: "a" },
      { ticketId: ticket.id, title: "b" },
    ];
    const first = await create(key, given, { "idempotency-key": "once" });
    const again = await create(key, given, { "idempotency-key": "once" });
    expect(again.json).toEqual(first.json);
    expect(await countTasks(project)).toBe(2);
  });
});

describe("completing a batch", () => {
  async function aHand(count: number) {
    const { project, ticket } = await aPlanner();
    await createAll(ticket, Array(count).fill({}));
    const agent = await anAgent({ project, capacity: 500 });
    return { agent, held: await take(agent, 500), ticket };
  }
  const send = (key: TestKey, tasks: unknown[]) =>
    call<CompletedTasks>(completeBatchRoute, { method: "POST", key, body: { tasks } });
  const rowOf = ({ task, ref }: { task: { id: string }; ref: object }, more = {}) => ({
    taskId: task.id,
    ...ref,
    ...more,
  });
  const loadOf = async ({ agent }: { agent: { id: string } }) => (await work.getAgent(ADMIN, agent.id)).load;

  it("of 500 completes each with its own result and usage, in the order of the request", async () => {
    const { agent, held } = await aHand(500);
    const { json } = await send(
      agent.key,
      held.map((one, n) => rowOf(one, { result: { n }, usage: { inputTokens: n } })),
    );
    expect(json.tasks.map((task) => task.id)).toEqual(held.map(({ task }) => task.id));
    const stored = await rows<{ n: number; tokens: number }>`
      SELECT (t.result->>'n')::int AS n, (a.usage->>'inputTokens')::int AS tokens
      FROM tasks t JOIN attempts a ON a.task_id = t.id WHERE t.agent_id = ${agent.agent.id} ORDER BY t.id`;
    expect(stored).toEqual(held.map((_, n) => ({ n, tokens: n })));
    expect(await loadOf(agent)).toBe(0);
  });

  it("with one row that lost its task completes none, names the row, and keeps that result alone", async () => {
    const { agent, held } = await aHand(4);
    await work.cancelTask(ADMIN, held[2]?.task.id ?? "", { reason: "not needed", graceSeconds: 60 });
    const { problem } = await send(
      agent.key,
      held.map((one) => rowOf(one)),
    );
    expect(problem).toMatchObject({ status: 409, code: "lease_lost", issues: [{ pointer: "/tasks/2" }] });
    const ids = held.map(({ task }) => task.id);
    expect(await statesOf(ids)).toEqual(["claimed", "claimed", "cancelled", "claimed"]);
    expect(await rows`SELECT task_id AS id FROM artifacts WHERE task_id = ANY(${ids})`).toEqual([
      { id: ids[2] },
    ]);
    expect(await loadOf(agent)).toBe(3);
    const rest = held.filter((_, n) => n !== 2);
    expect(
      (
        await send(
          agent.key,
          rest.map((one) => rowOf(one)),
        )
      ).json.tasks,
    ).toHaveLength(3);
    expect(await loadOf(agent)).toBe(0);
  });

  it("names every row that is refused", async () => {
    const { agent, held } = await aHand(3);
    const forged = { fence: "77" };
    const { problem } = await send(
      agent.key,
      held.map((one, n) => rowOf(one, n === 1 ? {} : forged)),
    );
    expect(problem.issues?.map((issue) => issue.pointer).sort()).toEqual(["/tasks/0", "/tasks/2"]);
    expect(await statesOf(held.map(({ task }) => task.id))).toEqual(["claimed", "claimed", "claimed"]);
  });

  it("with an attempt that is not there, or a foreign one, names its row and completes none", async () => {
    const { agent, held } = await aHand(2);
    const absent = { attemptId: "att_7zzzzzzzzzzzzzzzzzzzzzzzzz" };
    const first = await send(
      agent.key,
      held.map((one, n) => rowOf(one, n === 1 ? absent : {})),
    );
    expect(first.problem).toMatchObject({ status: 404, issues: [{ pointer: "/tasks/1" }] });
    const foreign = await claimOne();
    const second = await send(
      agent.key,
      [...held, foreign].map((one) => rowOf(one)),
    );
    expect(second.problem).toMatchObject({ status: 404, issues: [{ pointer: "/tasks/2" }] });
    expect(await statesOf(held.map(({ task }) => task.id))).toEqual(["claimed", "claimed"]);
  });

  it("that names an attempt twice is refused, and its agent's load stays true", async () => {
    const { agent, held } = await aHand(2);
    const [one, two] = held;
    if (!one || !two) throw new Error("Two were asked for.");
    const { problem } = await send(agent.key, [rowOf(one), rowOf(two), rowOf(one)]);
    expect(problem).toMatchObject({ status: 400, issues: [{ in: "body", pointer: "/tasks/2/attemptId" }] });
    expect(await statesOf([one.task.id, two.task.id])).toEqual(["claimed", "claimed"]);
    expect(await loadOf(agent)).toBe(2);
  });

  it("lets the tasks that wait for several of its rows go on, each once", async () => {
    const { project, ticket } = await aPlanner();
    const [, , last] = await createAll(ticket, [{ key: "a" }, { key: "b" }, { dependsOnKeys: ["a", "b"] }]);
    const agent = await anAgent({ project, capacity: 9 });
    const held = await take(agent, 9);
    await send(
      agent.key,
      held.map((one) => rowOf(one)),
    );
    expect((await eventsOf(last?.id ?? "")).filter((type) => type === "task.unblocked")).toHaveLength(1);
    expect((await take(agent, 9)).map(({ task }) => task.id)).toEqual([last?.id]);
  });
});
