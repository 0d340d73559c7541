import { describe, expect, it } from "vitest";
import { POST as registerRoute } from "@/app/api/v1/hosts/route";
import { RegisterHost } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, aProject } from "../support/makers";
import { refusal } from "../support/refusal";
import { eventsOf } from "../support/sql";
import { aHost, beat, hostOf, requestsOf, silence, start, started, TEMPLATES } from "./support/hosts";

describe("registering a host", () => {
  it("again under the same name with the same key takes it over, with its new limit and templates", async () => {
    const one = await aHost({ name: "box" });
    const again = await work.registerHost(
      one.key.actor,
      RegisterHost.parse({ name: "box", agentsMax: 7, templates: [{ name: "reviewer" }] }),
    );
    expect(again.host).toMatchObject({ id: one.host.id, agentsMax: 7, status: "online", load: 0 });
    expect(again.host.templates.map(({ name }) => name)).toEqual(["reviewer"]);
    const other = await aHost({ name: "box" });
    expect(other.host.id).not.toBe(one.host.id);
  });

  it("names the field that is wrong", async () => {
    const { problem } = await call(registerRoute, {
      method: "POST",
      key: await aKey(),
      body: { name: "h", agentsMax: 0, templates: [{ name: "a" }, { name: "a" }] },
    });
    expect(problem.issues?.map(({ pointer }) => pointer).sort()).toEqual(["/agentsMax", "/templates"]);
  });

  it("for a project that the key does not see is refused as for one that does not exist", async () => {
    const key = await aKey({ project: await aProject() });
    const input = RegisterHost.parse({ name: "h", agentsMax: 1, templates: TEMPLATES });
    const foreign = work.registerHost(key.actor, { ...input, projectId: (await aProject()).id });
    expect((await refusal(foreign)).code).toBe("not_found");
  });
});

describe("draining a host", () => {
  it("tells it at once, gives up what waits, and retires it when it names nothing more", async () => {
    const host = await aHost();
    const { request } = await started(host);
    const waiting = await start(host);
    const open = work.beatHost(host.key.actor, host.host.id, {
      running: [{ requestId: request.id, agentId: null }],
      isDraining: false,
      waitMs: 0,
    });
    expect((await open).requests.map(({ id }) => id)).toEqual([waiting.id]);
    const third = await refusal(start(host));
    expect(third.code).toBe("invalid_state");
    expect((await work.drainHost(ADMIN, host.host.id)).status).toBe("draining");
    expect((await beat(host, [request.id, waiting.id])).drain).toBe(true);
    await beat(host, [request.id], { isDraining: true });
    expect((await requestsOf(host))[0]).toMatchObject({ status: "failed", detail: "The host is draining." });
    expect((await hostOf(host)).status).toBe("draining");
    await beat(host, [], { isDraining: true });
    expect(await hostOf(host)).toMatchObject({ status: "retired", load: 0 });
    expect(await refusal(beat(host))).toMatchObject({ code: "invalid_state", facts: { state: "retired" } });
    expect((await eventsOf(host.host.id)).slice(-2)).toEqual(["host.agent_ended", "host.retired"]);
  });

  it("that nobody hears of any more retires it, once", async () => {
    const host = await aHost();
    await work.drainHost(ADMIN, host.host.id);
    await silence(host, 91);
    await Promise.all([work.tick(), work.tick()]);
    expect((await hostOf(host)).status).toBe("retired");
    expect((await eventsOf(host.host.id)).filter((type) => type === "host.retired")).toHaveLength(1);
  });

  it("is open to its own key and to leads, and to no other key", async () => {
    const host = await aHost();
    const other = await aKey({ project: host.project });
    expect((await refusal(work.drainHost(other.actor, host.host.id))).code).toBe("forbidden");
    await work.drainHost(host.key.actor, host.host.id);
    expect((await hostOf(host)).status).toBe("draining");
  });
});

describe("a host's status", () => {
  it.each([
    [0, "online"],
    [31, "stale"],
    [91, "offline"],
  ] as const)("after %i seconds of silence is %s", async (seconds, status) => {
    const host = await aHost();
    await silence(host, seconds);
    expect((await hostOf(host)).status).toBe(status);
  });

  it("is shown to a project's key for hosts of that project alone, and those of none", async () => {
    const [mine, other] = [await aHost(), await aHost()];
    const global = await aHost({ key: await aKey() });
    const { items } = await work.listHosts(mine.key.actor, { includeRetired: false, limit: 200 });
    const ids = items.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([mine.host.id, global.host.id]));
    expect(ids).not.toContain(other.host.id);
    const foreign = work.listHostRequests(mine.key.actor, other.host.id, { limit: 9 });
    expect((await refusal(foreign)).code).toBe("not_found");
  });
});
