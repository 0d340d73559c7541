// A host that falls silent, and one that is heard of again: told once each.
import { describe, expect, it } from "vitest";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN } from "../support/makers";
import { rows } from "../support/sql";
import { aHost, beat, hostOf, silence, type TestHost } from "./support/hosts";

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
