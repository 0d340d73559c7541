// A host that falls silent, and one that is heard of again: told once each.
import { describe, expect, it } from "vitest";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, anAgent } from "../support/makers";
import { change, rows } from "../support/sql";
import { aHost, beat, hostOf, requestsOf, silence, started, type TestHost } from "./support/hosts";

const told = async ({ host }: TestHost) =>
  (
    await rows<{ type: string; name: string; actor: string }>`
      SELECT type, payload->>'name' AS name, actor FROM events
      WHERE entity = ${host.id} AND type IN ('host.offline', 'host.online', 'host.retired') ORDER BY seq`
  ).map(({ type, name, actor }) => [type, name, actor === "system" ? "system" : "its key"]);
const typesTold = async (host: TestHost) => (await told(host)).map(([type]) => type);
const again = ({ host, key }: TestHost) =>
  work.registerHost(key.actor, {
    ...{ name: host.name, machine: null, agentsMax: host.agentsMax },
    templates: host.templates,
  });

describe("a host that is heard of no more", () => {
  it("is told once, however often and from wherever the clock looks", async () => {
    const host = await aHost();
    await silence(host, 91);
    await Promise.all([work.tick(), work.tick()]);
    await work.tick();
    expect(await told(host)).toEqual([["host.offline", host.host.name, "system"]]);
  });

  it("is told not a second before, when it is only stale", async () => {
    const host = await aHost();
    await silence(host, 88);
    await work.tick();
    expect(await told(host)).toEqual([]);
  });

  it("and then again, is told once with its next heartbeat", async () => {
    const host = await aHost();
    await silence(host, 91);
    await work.tick();
    await beat(host);
    await beat(host);
    await work.tick();
    expect((await hostOf(host)).status).toBe("online");
    expect((await told(host)).slice(1)).toEqual([["host.online", host.host.name, "its key"]]);
    await silence(host, 91);
    await work.tick();
    expect(await typesTold(host)).toEqual(["host.offline", "host.online", "host.offline"]);
  });

  it("and begins anew, is back with its registration", async () => {
    const host = await aHost();
    await again(host);
    expect(await told(host)).toEqual([]);
    await silence(host, 91);
    await work.tick();
    await again(host);
    await beat(host);
    expect(await typesTold(host)).toEqual(["host.offline", "host.online"]);
  });

  it("stays offline over a start of the server, and so is not told of a second time", async () => {
    const host = await aHost();
    const other = await aHost();
    await silence(host, 91);
    await work.tick();
    await silence(other, 80);
    await (await work.startWork())();
    expect((await hostOf(host)).status).toBe("offline");
    expect((await hostOf(other)).status).toBe("online");
    await work.tick();
    expect(await typesTold(host)).toEqual(["host.offline"]);
  });

  it("and was drained, is retired instead", async () => {
    const host = await aHost();
    await work.drainHost(ADMIN, host.host.id);
    await silence(host, 91);
    await work.tick();
    expect(await typesTold(host)).toEqual(["host.retired"]);
  });
});

describe("the agents of a host that is heard of no more", () => {
  it("are shown as what they are, and the host says how many of them are not heard of", async () => {
    const host = await aHost({ agentsMax: 4 });
    const [lost, aside, retired, alive] = await Promise.all([1, 2, 3, 4].map(() => started(host)));
    await silence(host, 91);
    for (const one of [lost, aside]) {
      if (one)
        await change`UPDATE agents SET last_heartbeat_at = now() - interval '91 seconds' WHERE id = ${one.agent.id}`;
    }
    await work.quarantineAgent(ADMIN, aside?.agent.id ?? "", { reason: "odd results" });
    await work.drainAgent(ADMIN, retired?.agent.id ?? "");
    await work.tick();
    const states = new Map(
      (await requestsOf(host)).map(({ agentId, agentStatus }) => [agentId, agentStatus]),
    );
    expect([lost, aside, retired, alive].map((one) => states.get(one?.agent.id ?? ""))).toEqual([
      ...["lost", "quarantined", "retired", "idle"],
    ]);
    expect(await hostOf(host)).toMatchObject({ status: "offline", load: 4, unheard: 3 });
  });

  it("name the host that started them, and one that nobody started names none", async () => {
    const host = await aHost();
    const { agent } = await started(host);
    const { id, name } = host.host;
    expect((await work.getAgent(ADMIN, agent.id)).runnerHost).toEqual({ id, name });
    const alone = await anAgent({ project: host.project });
    expect((await work.getAgent(ADMIN, alone.agent.id)).runnerHost).toBeNull();
  });
});
