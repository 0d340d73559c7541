// The list of agents by status: what is asked for comes, whatever page it would stand on.
import { describe, expect, it } from "vitest";
import { GET as exportRoute } from "@/app/api/v1/agents/export/route";
import { GET as listRoute } from "@/app/api/v1/agents/route";
import { toAgentFilter } from "@/components/work/agents/agent-filter";
import { AgentStatus, type AgentsPage } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, anAgent, aProject, aTask, claimNext, type TestKey } from "../support/makers";
import { change } from "../support/sql";

const list = (key: TestKey, query: Record<string, string>) => call<AgentsPage>(listRoute, { key, query });
const silence = ({ agent }: { agent: { id: string } }, seconds: number) =>
  change`UPDATE agents SET last_heartbeat_at = now() - make_interval(secs => ${seconds}) WHERE id = ${agent.id}`;

/** An agent of each status in a project of its own; their ids by status. */
async function aFleet() {
  const project = await aProject();
  await aTask({ project });
  const running = await anAgent({ project });
  await claimNext(running);
  const fleet: Record<string, string> = { running: running.agent.id };
  for (const status of AgentStatus.options.filter((each) => each !== "running")) {
    const one = await anAgent({ project });
    fleet[status] = one.agent.id;
    if (status === "stale") await silence(one, 45);
    else if (status === "quarantined") await work.quarantineAgent(ADMIN, one.agent.id, { reason: "r" });
    else if (status !== "idle") await change`UPDATE agents SET state = ${status} WHERE id = ${one.agent.id}`;
  }
  return { fleet, key: await aKey({ project }) };
}

describe("the list of agents", () => {
  it("by one status holds those that are shown with it, and no other", async () => {
    const { fleet, key } = await aFleet();
    for (const status of AgentStatus.options) {
      const { json } = await list(key, { status });
      expect(json.items.map((agent) => [agent.id, agent.status])).toEqual([[fleet[status], status]]);
    }
  });

  it("by several statuses holds those of each, in pages", async () => {
    const { fleet, key } = await aFleet();
    const query = { status: "idle,lost,retired", limit: "2" };
    const first = (await list(key, query)).json;
    const rest = (await list(key, { ...query, cursor: first.nextCursor ?? "" })).json;
    expect([first.items.length, rest.items.length, rest.nextCursor]).toEqual([2, 1, null]);
    const found = [...first.items, ...rest.items].map(({ id }) => id);
    expect(found.sort()).toEqual([fleet.idle, fleet.lost, fleet.retired].sort());
  });

  it("without a status leaves out those that are retired unless they are asked for", async () => {
    const { fleet, key } = await aFleet();
    const ids = async (query: Record<string, string>) =>
      (await list(key, query)).json.items.map(({ id }) => id).sort();
    const { retired, ...others } = fleet;
    expect(await ids({})).toEqual(Object.values(others).sort());
    expect(await ids({ includeRetired: "true" })).toEqual([...Object.values(others), retired].sort());
  });

  it("by a status that there is not is refused by its name", async () => {
    const { problem } = await list(await aKey(), { status: "idle,asleep" });
    expect(problem).toMatchObject({ status: 400, issues: [{ in: "query" }] });
    expect(problem.issues?.[0]?.pointer).toMatch(/^\/status/);
  });

  it("as a file holds what the list holds", async () => {
    const { fleet, key } = await aFleet();
    const { raw: text } = await call(exportRoute, { key, query: { status: "lost" } });
    expect(text).toContain(fleet.lost);
    expect(text).not.toContain(fleet.idle);
  });
});

describe("the page of agents asks", () => {
  const asked = (show: Parameters<typeof toAgentFilter>[0]["show"], retired = false) =>
    toAgentFilter({ show, q: "", retired }, undefined).status;
  it.each([
    ["a group for each of its statuses", asked("attention"), ["stale", "quarantined", "lost"]],
    ["one status for itself", asked("lost"), ["lost"]],
    ["a status and the retired for both", asked("idle", true), ["idle", "retired"]],
    ["nothing for every status", asked(null), undefined],
  ])("%s", (_, found, expected) => {
    expect(found).toEqual(expected);
  });
});
