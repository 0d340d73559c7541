// Finding tasks: each filter alone and together, over pages that neither repeat nor leave out.
import { beforeAll, describe, expect, it } from "vitest";
import { GET as listRoute } from "@/app/api/v1/tasks/route";
import type { TasksPage } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, anAgent, aProject, aTicket, type TestAgent, type TestKey } from "../support/makers";
import { complete, createAll, fail, override, take } from "./support/acts";

let key: TestKey;
let agent: TestAgent;
let ids: Record<string, string>;

// One small fleet for all: completed, failed, cancelled, claimed, pending, blocked, and one made urgent.
beforeAll(async () => {
  const project = await aProject();
  const ticket = await aTicket({ project });
  key = await aKey({ project });
  agent = await anAgent({ project, capacity: 3 });
  const titles = ["done", "failed", "claimed", "cancelled", "urgent", "plain", "blocked"];
  const tasks = await createAll(
    ticket,
    titles.map((title) => ({
      title,
      key: title,
      ...(title === "blocked" ? { dependsOnKeys: ["plain"] } : {}),
    })),
  );
  ids = Object.fromEntries(tasks.map((task) => [task.title, task.id]));
  const [one, two] = await take(agent, 3);
  if (one) await complete(one);
  if (two) await fail(two);
  await work.cancelTask(ADMIN, ids.cancelled ?? "", { reason: "r" });
  await override({ kind: "task", taskId: ids.urgent ?? "" }, "CRITICAL");
});

const ask = (query: Record<string, string | number>) => call<TasksPage>(listRoute, { key, query });
const titlesOf = async (query: Record<string, string | number>) =>
  (await ask(query)).json.items.map((task) => task.title).sort();

describe("tasks are listed", () => {
  it.each([
    [{ state: "pending" }, ["blocked", "plain", "urgent"]],
    [{ state: "completed,failed,cancelled" }, ["cancelled", "done", "failed"]],
    [{ state: "claimed,running" }, ["claimed"]],
    [{ blocked: "true" }, ["blocked"]],
    [{ blocked: "false", state: "pending" }, ["plain", "urgent"]],
    [{ priority: "CRITICAL" }, ["urgent"]],
    [{ priority: "MEDIUM", state: "pending" }, ["blocked", "plain"]],
    [{ q: "LAI" }, ["claimed", "plain"]],
    [{ q: "lai", state: "pending,completed" }, ["plain"]],
  ])("by %o", async (query, titles) => {
    expect(await titlesOf(query)).toEqual(titles);
  });

  it("by the agent that holds or held them", async () => {
    expect(await titlesOf({ agent: agent.agent.id })).toEqual(["claimed", "done", "failed"]);
  });

  it("over pages of any size alike", async () => {
    const whole = (await ask({ state: "pending,failed" })).json.items.map(({ id }) => id);
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const { json } = await ask({ state: "pending,failed", limit: 1, ...(cursor ? { cursor } : {}) });
      seen.push(...json.items.map(({ id }) => id));
      cursor = json.nextCursor;
    }
    expect(seen).toEqual(whole);
    expect(new Set(seen).size).toBe(4);
  });

  it("with a state or priority that is none refused at the query", async () => {
    for (const [name, value] of [
      ["state", "pending,asleep"],
      ["state", ""],
      ["priority", "URGENT"],
      ["blocked", "maybe"],
    ]) {
      const { problem } = await ask({ [name as string]: value as string });
      expect(problem).toMatchObject({ status: 400, issues: [{ in: "query" }] });
      expect(problem.issues?.[0]?.pointer).toMatch(new RegExp(`^/${name}`));
    }
  });

  it("of a foreign project not at all", async () => {
    const other = await aKey({ project: await aProject() });
    const { json } = await call<TasksPage>(listRoute, { key: other, query: { agent: agent.agent.id } });
    expect(json.items).toEqual([]);
  });
});
