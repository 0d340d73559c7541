import { describe, expect, it } from "vitest";
import { POST as heartbeatRoute } from "@/app/api/v1/hosts/[id]/heartbeat/route";
import { POST as startRoute } from "@/app/api/v1/hosts/[id]/requests/route";
import type { HostHeartbeatReply, HostRequest } from "@/lib/work/schema";
import { StartAgent } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, anAgent, aPerson } from "../support/makers";
import { refusal } from "../support/refusal";
import { auditOf, change, eventsOf } from "../support/sql";
import { stopTheClock, untilWaiting } from "../support/still-clock";
import { aHost, beat, hostOf, requestsOf, silence, start, started, type TestHost } from "./support/hosts";

describe("asking a host for an agent", () => {
  it("is handed out once the host beats, again until it names the request, and then no more", async () => {
    const host = await aHost();
    const request = await start(host);
    expect(request).toMatchObject({ status: "requested", template: "coder", requestedBy: ADMIN.id });
    const first = await beat(host);
    expect(first.requests).toMatchObject([{ id: request.id, status: "accepted" }]);
    expect((await beat(host)).requests.map(({ id }) => id)).toEqual([request.id]);
    expect((await beat(host, [request.id])).requests).toEqual([]);
    expect(await eventsOf(host.host.id)).toEqual([
      "host.registered",
      "host.start_requested",
      "host.start_accepted",
    ]);
  });

  it("wakes a heartbeat that is kept open", async () => {
    const host = await aHost();
    stopTheClock();
    const { waiting } = await untilWaiting(() =>
      call<HostHeartbeatReply>(heartbeatRoute, {
        method: "POST",
        key: host.key,
        params: { id: host.host.id },
        body: { waitMs: 15_000 },
      }),
    );
    const request = await start(host);
    expect((await waiting).json.requests.map(({ id }) => id)).toEqual([request.id]);
  });

  it("never gets a host above its limit, not even when many ask at once", async () => {
    const host = await aHost({ agentsMax: 3 });
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => start(host)));
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    const refused = await refusal(start(host));
    expect(refused).toMatchObject({ code: "invalid_state", facts: { load: 3, agentsMax: 3 } });
    expect((await hostOf(host)).load).toBe(3);
  });

  it("for a template that the host has not is refused with its place", async () => {
    const { host } = await aHost();
    const reply = await call(startRoute, {
      method: "POST",
      person: await aPerson("lead"),
      params: { id: host.id },
      body: { template: "painter", reason: "r" },
    });
    expect(reply.status).toBe(400);
    expect(reply.problem.issues).toMatchObject([{ in: "body", pointer: "/template" }]);
    expect(reply.problem.detail).toContain("it has coder");
  });

  it.each([
    ["offline", (host: TestHost) => silence(host, 91)],
    ["draining", (host: TestHost) => work.drainHost(ADMIN, host.host.id)],
    ["retired", (host: TestHost) => beat(host, [], { isDraining: true })],
  ] as const)("that is %s is refused and leaves nothing behind", async (status, make) => {
    const host = await aHost();
    await make(host);
    expect((await hostOf(host)).status).toBe(status);
    expect(await refusal(start(host))).toMatchObject({ code: "invalid_state", facts: { status } });
    expect(await requestsOf(host)).toEqual([]);
  });

  it("is of one person's right: a viewer and a runner's key are refused", async () => {
    const host = await aHost();
    const input = StartAgent.parse({ template: "coder", reason: "r" });
    const viewer = await aPerson("viewer");
    expect((await refusal(work.startAgent(viewer.actor, host.host.id, input))).code).toBe("forbidden");
    expect((await refusal(work.startAgent(host.key.actor, host.host.id, input))).code).toBe("forbidden");
  });

  it("is audited with its reason", async () => {
    const host = await aHost();
    await start(host, { reason: "The queue grows." });
    expect(await auditOf(host.host.id)).toContainEqual({
      act: "host.start_requested",
      actor: ADMIN.id,
      reason: "The queue grows.",
    });
  });
});

describe("the host's word", () => {
  it("that the agent runs is kept with the agent, and said again changes nothing", async () => {
    const host = await aHost();
    const { request, agent } = await started(host);
    expect(request).toMatchObject({
      status: "done",
      agentId: agent.id,
      agentName: agent.name,
      endedAt: null,
    });
    const result = { status: "done", agentId: agent.id } as const;
    await work.reportStart(host.key.actor, host.host.id, request.id, result);
    const events = await eventsOf(host.host.id);
    expect(events.filter((type) => type === "host.started")).toHaveLength(1);
    expect((await hostOf(host)).load).toBe(1);
  });

  it("about an agent of another key is refused", async () => {
    const host = await aHost();
    const request = await start(host);
    const { agent } = await anAgent({ project: host.project });
    const result = { status: "done", agentId: agent.id } as const;
    const refused = await refusal(work.reportStart(host.key.actor, host.host.id, request.id, result));
    expect(refused).toMatchObject({ code: "invalid_request", issues: [{ pointer: "/agentId" }] });
  });

  it("comes from its own key alone", async () => {
    const host = await aHost();
    const request = await start(host);
    const other = await aKey({ project: host.project });
    const result = { status: "failed", detail: "no" } as const;
    const asked = work.reportStart(other.actor, host.host.id, request.id, result);
    expect((await refusal(asked)).code).toBe("forbidden");
    expect((await refusal(beat({ ...host, key: other }))).code).toBe("forbidden");
  });

  it("that it could not start the agent frees the place and keeps why", async () => {
    const host = await aHost({ agentsMax: 1 });
    const request = await start(host);
    await beat(host);
    const result = { status: "failed", detail: "The command was not found." } as const;
    const failed = await work.reportStart(host.key.actor, host.host.id, request.id, result);
    expect(failed).toMatchObject({ status: "failed", detail: "The command was not found." });
    expect(await eventsOf(host.host.id)).toContain("host.start_failed");
    expect((await hostOf(host)).load).toBe(0);
    await start(host);
  });

  it("that a started agent ended again and again is an agent's failure", async () => {
    const host = await aHost();
    const { request } = await started(host);
    const result = { status: "failed", detail: "It ended six times." } as const;
    await work.reportStart(host.key.actor, host.host.id, request.id, result);
    expect((await eventsOf(host.host.id)).at(-1)).toBe("host.agent_failed");
  });

  it("by no longer naming an agent ends it, once; naming it again takes its place back", async () => {
    const host = await aHost();
    const { request, agent } = await started(host);
    await beat(host, [request.id]);
    expect((await requestsOf(host))[0]?.endedAt).toBeNull();
    await beat(host);
    await beat(host);
    const [ended] = await requestsOf(host);
    expect(ended).toMatchObject({ status: "done", agentId: agent.id });
    expect(ended?.endedAt).not.toBeNull();
    const ends = (await eventsOf(host.host.id)).filter((type) => type === "host.agent_ended");
    expect(ends).toHaveLength(1);
    expect((await hostOf(host)).load).toBe(0);
    await beat(host, [request.id]);
    expect((await hostOf(host)).load).toBe(1);
  });
});

describe("a request", () => {
  it("can be taken back while the host has not accepted it, and not after", async () => {
    const host = await aHost();
    const [one, two] = [await start(host), await start(host)];
    const cancelled = await work.cancelStart(ADMIN, host.host.id, one.id);
    expect(cancelled).toMatchObject({ status: "cancelled" });
    expect(await work.cancelStart(ADMIN, host.host.id, one.id)).toEqual(cancelled);
    expect((await beat(host)).requests.map(({ id }) => id)).toEqual([two.id]);
    expect(await refusal(work.cancelStart(ADMIN, host.host.id, two.id))).toMatchObject({
      code: "invalid_state",
      facts: { status: "accepted" },
    });
  });

  it.each(["requested", "accepted"])("that is %s expires once, and frees its place", async (status) => {
    const host = await aHost({ agentsMax: 1 });
    const request = await start(host);
    if (status === "accepted") await beat(host);
    await work.tick();
    expect((await requestsOf(host))[0]?.status).toBe(status);
    await change`UPDATE host_requests SET expires_at = now() WHERE id = ${request.id}`;
    await Promise.all([work.tick(), work.tick()]);
    expect((await requestsOf(host))[0]?.status).toBe("expired");
    const expired = (await eventsOf(host.host.id)).filter((type) => type === "host.start_expired");
    expect(expired).toHaveLength(1);
    expect((await hostOf(host)).load).toBe(0);
  });

  it("that has expired takes no agent any more, and the host is told to end what runs for it", async () => {
    const host = await aHost();
    const request = await start(host);
    await beat(host);
    await change`UPDATE host_requests SET expires_at = now() WHERE id = ${request.id}`;
    await work.tick();
    const { agent } = await anAgent({ project: host.project, key: host.key });
    const result = { status: "done", agentId: agent.id } as const;
    const late = work.reportStart(host.key.actor, host.host.id, request.id, result);
    expect(await refusal(late)).toMatchObject({ code: "invalid_state", facts: { status: "expired" } });
    expect((await beat(host, [request.id])).stop).toEqual([request.id]);
  });

  it("whose agent runs does not expire", async () => {
    const host = await aHost();
    const { request } = await started(host);
    await change`UPDATE host_requests SET expires_at = now() WHERE id = ${request.id}`;
    await work.tick();
    expect((await requestsOf(host))[0]).toMatchObject({ status: "done", endedAt: null });
  });
});

it("the same Idempotency-Key asks for one agent", async () => {
  const { host } = await aHost();
  const ask = async () =>
    call<HostRequest>(startRoute, {
      method: "POST",
      person: lead,
      params: { id: host.id },
      body: { template: "coder", reason: "r" },
      headers: { "idempotency-key": host.id },
    });
  const lead = await aPerson("lead");
  const [first, second] = [await ask(), await ask()];
  expect(second.json.id).toBe(first.json.id);
});
