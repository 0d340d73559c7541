import type { EventEmitter } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it, vi } from "vitest";
import { GET as streamRoute } from "@/app/api/v1/events/stream/route";
import { POST as claimRoute } from "@/app/api/v1/tasks/claim/route";
import { changeMember, revokeKey } from "@/lib/platform/auth/service";
import { transact } from "@/lib/platform/db/transact";
import { EventRecord } from "@/lib/platform/events/schema";
import { publish } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, anAgent, aPerson, aProject, claimOne } from "../support/makers";
import { followStream } from "../support/stream";

async function publishTo(project: { id: string } | null, count = 1): Promise<string[]> {
  const entities = Array.from({ length: count }, () => newId("tkt"));
  for (const entity of entities) {
    const event = { type: "ticket.updated" as const, entity, projectId: project?.id ?? null };
    await transact("test", (tx) => publish(tx, ADMIN, event));
  }
  return entities;
}

const entitiesOf = (stream: { events: () => EventRecord[] }) => stream.events().map((event) => event.entity);
const soon = { timeout: 10_000, interval: 10 };
const listeners = () =>
  (globalThis as unknown as { omoiSignals: EventEmitter }).omoiSignals.listenerCount("signals");

async function collectGarbage() {
  setFlagsFromString("--expose-gc");
  for (let n = 0; n < 5; n += 1) {
    (runInNewContext("gc") as () => void)();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("the event stream", () => {
  it("brings an event published after it was opened at once, its cursor as id", async () => {
    const project = await aProject();
    const stream = await followStream({ key: await aKey({ project }) });
    const times: number[] = [];
    // The fastest of three: a busy machine may delay any one of them. Unwoken, it looks every two seconds.
    for (let n = 1; n <= 3; n += 1) {
      const started = performance.now();
      await publishTo(project);
      await vi.waitFor(() => expect(stream.messages).toHaveLength(n), soon);
      times.push(performance.now() - started);
    }
    expect(Math.min(...times)).toBeLessThan(600);
    for (const message of stream.messages) {
      expect(EventRecord.parse(message.data)).toEqual(message.data);
      expect(message.id).toBe(message.data.cursor);
    }
    expect(stream.headers.get("content-type")).toContain("text/event-stream");
    expect(stream.headers.get("cache-control")).toBe("no-cache, no-transform");
    stream.hangUp();
  });

  it("resumed after any of its ids loses none and repeats none", async () => {
    const project = await aProject();
    const key = await aKey({ project });
    const first = await followStream({ key });
    const before = await publishTo(project, 4);
    await vi.waitFor(() => expect(first.messages).toHaveLength(4), soon);
    first.hangUp();
    await first.ended;
    const missed = await publishTo(project, 3);
    for (const [index, message] of first.messages.entries()) {
      const resumed = await followStream({ key, headers: { "last-event-id": message.id ?? "" } });
      const expected = [...before.slice(index + 1), ...missed];
      await vi.waitFor(
        () => expect(entitiesOf(resumed).length).toBeGreaterThanOrEqual(expected.length),
        soon,
      );
      expect(entitiesOf(resumed)).toEqual(expected);
      resumed.hangUp();
      await resumed.ended;
    }
  });

  it("resumed over more than one batch brings every event, in order", async () => {
    const project = await aProject();
    const key = await aKey({ project });
    const probe = await followStream({ key });
    await publishTo(project);
    await vi.waitFor(() => expect(probe.messages).toHaveLength(1), soon);
    probe.hangUp();
    const missed = Array.from({ length: 450 }, () => newId("tkt"));
    await transact("test", async (tx) => {
      for (const entity of missed)
        await publish(tx, ADMIN, { type: "ticket.updated", entity, projectId: project.id });
    });
    const resumed = await followStream({ key, headers: { "last-event-id": probe.messages[0]?.id ?? "" } });
    await vi.waitFor(() => expect(resumed.messages.length).toBeGreaterThanOrEqual(450), soon);
    expect(entitiesOf(resumed)).toEqual(missed);
    resumed.hangUp();
  });

  it("never brings a bound key another project's events, nor those of no project", async () => {
    const [own, foreign] = [await aProject(), await aProject()];
    const stream = await followStream({ key: await aKey({ project: own }), query: { project: foreign.id } });
    await publishTo(foreign, 2);
    await publishTo(null);
    const mine = await publishTo(own);
    await vi.waitFor(() => expect(entitiesOf(stream)).toEqual(mine), soon);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(entitiesOf(stream)).toEqual(mine);
    stream.hangUp();
  });

  it("hints to people that a log has grown", async () => {
    const held = await claimOne();
    const stream = await followStream({ person: await aPerson("viewer") });
    await work.appendLog(held.key.actor, held.task.id, { ...held.ref, offset: 0, text: "hello" });
    const hint = { kind: "hint", id: undefined, data: { topic: "log", id: held.ref.attemptId } };
    await vi.waitFor(() => expect(stream.messages).toContainEqual(hint), soon);
    stream.hangUp();
  });

  it("hints nothing of another project's logs to a bound key", async () => {
    const held = await claimOne();
    const project = await aProject();
    const stream = await followStream({ key: await aKey({ project }) });
    await work.appendLog(held.key.actor, held.task.id, { ...held.ref, offset: 0, text: "hello" });
    const mine = await publishTo(project);
    await vi.waitFor(() => expect(entitiesOf(stream)).toEqual(mine), soon);
    expect(stream.messages.filter((message) => message.kind === "hint")).toEqual([]);
    stream.hangUp();
  });

  it.each(["hangUp", "cancel"] as const)("leaves nothing behind after %s", async (end) => {
    await vi.waitFor(() => expect(listeners()).toBe(0), soon);
    const streams = await Promise.all(
      Array.from({ length: 5 }, async () => followStream({ key: await aKey() })),
    );
    await vi.waitFor(() => expect(listeners()).toBe(10), soon);
    for (const stream of streams) await stream[end]();
    await Promise.all(streams.map((stream) => stream.ended));
    await vi.waitFor(() => expect(listeners()).toBe(0), soon);
  });

  it("notices a hang-up also after the garbage collector has been", async () => {
    const stream = await followStream({ key: await aKey() });
    await collectGarbage();
    stream.hangUp();
    await vi.waitFor(() => expect(stream.isOver()).toBe(true), soon);
  });

  it("ends for whose rights change: a revoked key, a person with another role", async () => {
    const [key, lead, other] = [await aKey(), await aPerson("lead"), await aPerson("lead")];
    await aPerson("admin");
    const [ofKey, ofLead, ofOther] = await Promise.all([
      followStream({ key }),
      followStream({ person: lead }),
      followStream({ person: other }),
    ]);
    await revokeKey(ADMIN, key.id);
    await changeMember(ADMIN, { id: lead.id, role: "viewer" });
    await Promise.all([ofKey.ended, ofLead.ended]);
    expect(ofOther.isOver()).toBe(false);
    ofOther.hangUp();
  });

  it("is refused from a position that it never gave", async () => {
    const key = await aKey();
    for (const headers of [{ "last-event-id": "yesterday" }, { "last-event-id": "1.2.3" }]) {
      expect((await call(streamRoute, { key, headers })).status).toBe(400);
    }
    expect((await call(streamRoute, { key, query: { after: "x" } })).status).toBe(400);
  });
});

describe("waiting for something to change", () => {
  it("ends when the caller hangs up, also after the garbage collector has been", async () => {
    const project = await aProject();
    const { agent, key } = await anAgent({ project });
    const hangUp = new AbortController();
    const body = { agentId: agent.id, waitMs: 30_000 };
    const waiting = call(claimRoute, { method: "POST", key, body, signal: hangUp.signal });
    await collectGarbage();
    hangUp.abort();
    expect((await waiting).json).toEqual({ claims: [] });
  });

  it("leaves no listener behind, also when asking fails", async () => {
    await vi.waitFor(() => expect(listeners()).toBe(0), soon);
    const held = await claimOne();
    await work.drainAgent(held.key.actor, held.agent.id);
    const input = { agentId: held.agent.id, max: 1, waitMs: 20_000 };
    await expect(work.claimTasks(held.key.actor, input)).rejects.toThrow("draining");
    expect(listeners()).toBe(0);
  });
});
