// What becomes of the tasks that wait when one that they wait for does not succeed.
import { describe, expect, it } from "vitest";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, anAgent, aProject, aTicket } from "../support/makers";
import { change, eventsOf, rows } from "../support/sql";
import { complete, createAll, fail, statesOf, take, takeIds } from "./support/acts";

type Given = Record<string, unknown>;

async function aGraph(given: Given[]) {
  const project = await aProject();
  const ticket = await aTicket({ project });
  const tasks = await createAll(ticket, given);
  const agent = await anAgent({ project, capacity: 500 });
  return { project, ids: tasks.map((task) => task.id), agent };
}

const chain = (length: number, more: Given = {}) =>
  Array.from({ length }, (_, n) => ({
    key: `k${n}`,
    dependsOnKeys: n === 0 ? [] : [`k${n - 1}`],
    ...(n === 0 ? {} : more),
  }));

const ends = (events: string[]) => events.filter((type) => /completed|failed|cancelled/.test(type));

describe("a dependency that fails", () => {
  it("fails those that wait for it, and says which it was", async () => {
    const { ids, agent } = await aGraph(chain(2));
    const [first] = await take(agent);
    if (first) await fail(first);
    const { title } = await work.getTask(ADMIN, ids[0] ?? "");
    const waiting = await work.getTask(ADMIN, ids[1] ?? "");
    const error = { kind: "dependency", message: `It depends on “${title}”, which failed.`, exitCode: null };
    expect(waiting).toMatchObject({ state: "failed", error, attemptCount: 0 });
    expect(waiting.finishedAt).not.toBeNull();
    expect(await eventsOf(waiting.id)).toEqual(["task.created", "task.failed"]);
  });

  it("with attempts left is waited for", async () => {
    const { ids, agent } = await aGraph(chain(2));
    const [first] = await take(agent);
    if (first) await fail(first, true);
    expect(await statesOf(ids)).toEqual(["pending", "pending"]);
    await change`UPDATE tasks SET available_at = now() WHERE id = ${ids[0] ?? ""}`;
    const [again] = await take(agent);
    if (again) await complete(again);
    expect(await takeIds(agent)).toEqual([ids[1]]);
  });

  it("fails a chain of 500 behind it, each once, within one request", async () => {
    const { ids, agent, project } = await aGraph(chain(500));
    const [first] = await take(agent);
    if (first) await fail(first);
    expect(new Set(await statesOf(ids))).toEqual(new Set(["failed"]));
    const [row] = await rows<{ n: number }>`
      SELECT count(*)::int AS n FROM events WHERE project_id = ${project.id} AND type = 'task.failed'`;
    expect(row?.n).toBe(500);
  });

  it("lets those go on that were told to ignore it, and those behind them", async () => {
    const { ids, agent } = await aGraph(chain(3, { onDependencyFailure: "ignore" }));
    const [first] = await take(agent);
    if (first) await fail(first);
    expect(await statesOf(ids)).toEqual(["failed", "pending", "pending"]);
    const [second] = await take(agent, 9);
    expect(second?.task.id).toBe(ids[1]);
    if (second) await complete(second);
    expect(await takeIds(agent, 9)).toEqual([ids[2]]);
  });

  it("fails the end of a diamond once, though two ways lead to it", async () => {
    const { ids, agent } = await aGraph([
      { key: "a" },
      { key: "b", dependsOnKeys: ["a"] },
      { key: "c", dependsOnKeys: ["a"] },
      { key: "d", dependsOnKeys: ["b", "c"] },
    ]);
    const [first] = await take(agent);
    if (first) await fail(first);
    expect(await statesOf(ids)).toEqual(["failed", "failed", "failed", "failed"]);
    for (const id of ids) expect(ends(await eventsOf(id))).toEqual(["task.failed"]);
  });

  it("lets the end of a diamond go on when it ignores both of its failed sides, and only then", async () => {
    const { ids, agent } = await aGraph([
      { key: "a" },
      { key: "b", dependsOnKeys: ["a"] },
      { key: "c" },
      { key: "d", dependsOnKeys: ["b", "c"], onDependencyFailure: "ignore" },
    ]);
    const [a, c] = await take(agent, 9);
    if (a) await fail(a);
    expect(await statesOf(ids)).toEqual(["failed", "failed", "claimed", "pending"]);
    expect(await takeIds(agent, 9)).toEqual([]);
    if (c) await fail(c);
    expect((await eventsOf(ids[3] ?? "")).at(-1)).toBe("task.unblocked");
    expect(await takeIds(agent, 9)).toEqual([ids[3]]);
  });

  it("fails one that ignores nothing although another of its dependencies goes on", async () => {
    const { ids, agent } = await aGraph([{ key: "a" }, { key: "b" }, { dependsOnKeys: ["a", "b"] }]);
    const [a, b] = await take(agent, 9);
    if (a) await fail(a);
    expect(await statesOf(ids)).toEqual(["failed", "claimed", "failed"]);
    if (b) await complete(b);
    expect(await statesOf(ids)).toEqual(["failed", "completed", "failed"]);
    expect(ends(await eventsOf(ids[2] ?? ""))).toEqual(["task.failed"]);
  });
});

describe("a dependency that is cancelled", () => {
  it("counts as one that did not succeed, and those behind say so", async () => {
    const { ids } = await aGraph([
      { key: "a" },
      { dependsOnKeys: ["a"] },
      { dependsOnKeys: ["a"], onDependencyFailure: "ignore" },
    ]);
    await work.cancelTask(ADMIN, ids[0] ?? "", { reason: "not needed" });
    expect(await statesOf(ids)).toEqual(["cancelled", "failed", "pending"]);
    const { error } = await work.getTask(ADMIN, ids[1] ?? "");
    const { title } = await work.getTask(ADMIN, ids[0] ?? "");
    expect(error?.message).toBe(`It depends on “${title}”, which was cancelled.`);
  });

  it("while it runs is waited for until it has stopped", async () => {
    const { ids, agent } = await aGraph(chain(2));
    const [first] = await take(agent);
    await work.cancelTask(ADMIN, ids[0] ?? "", { reason: "not needed" });
    expect(await statesOf(ids)).toEqual(["claimed", "pending"]);
    if (first) await fail(first);
    expect(await statesOf(ids)).toEqual(["cancelled", "failed"]);
  });

  it("with the one that waits for it ends both, each once", async () => {
    const { ids } = await aGraph(chain(2));
    await work.cancelTask(ADMIN, ids[1] ?? "", { reason: "not needed" });
    await work.cancelTask(ADMIN, ids[0] ?? "", { reason: "not needed" });
    for (const id of ids) expect(ends(await eventsOf(id))).toEqual(["task.cancelled"]);
  });
});

describe("a task that waits and passes its own deadline", () => {
  it("together with the one it waits for fails once, and the one behind both goes on", async () => {
    const { ids, agent } = await aGraph([
      ...chain(2),
      { dependsOnKeys: ["k1"], onDependencyFailure: "ignore" },
    ]);
    await change`UPDATE tasks SET deadline = now() - interval '1 second' WHERE id = ANY(${ids.slice(0, 2)})`;
    await work.tick();
    expect(await statesOf(ids)).toEqual(["failed", "failed", "pending"]);
    for (const id of ids.slice(0, 2)) expect(ends(await eventsOf(id))).toEqual(["task.failed"]);
    expect(await takeIds(agent, 9)).toEqual([ids[2]]);
  });
});

describe("many that wait for one", () => {
  it.each(["fail", "ignore"] as const)(
    "2,000 that %s follow it in one request",
    async (onDependencyFailure) => {
      const project = await aProject();
      const ticket = await aTicket({ project });
      const [root] = await createAll(ticket, [{}]);
      const row = { dependsOn: [root?.id], onDependencyFailure };
      for (let n = 0; n < 4; n += 1) await createAll(ticket, Array(500).fill(row));
      const agent = await anAgent({ project });
      const [held] = await take(agent);
      if (held) await fail(held);
      const counts = await rows<{ state: string; n: number; open: number }>`
      SELECT state, count(*)::int AS n, sum(open_dependencies)::int AS open FROM tasks
      WHERE ticket_id = ${ticket.id} AND id <> ${root?.id ?? ""} GROUP BY state`;
      if (onDependencyFailure === "fail") expect(counts).toMatchObject([{ state: "failed", n: 2000 }]);
      else expect(counts).toEqual([{ state: "pending", n: 2000, open: 0 }]);
    },
  );
});
