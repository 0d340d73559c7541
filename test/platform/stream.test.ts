import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it, vi } from "vitest";
import { GET as streamRoute } from "@/app/api/v1/events/stream/route";
import { POST as claimRoute } from "@/app/api/v1/tasks/claim/route";
import { changeMember, revokeKey } from "@/lib/platform/auth/service";
import { transact } from "@/lib/platform/db/transact";
import { EventRecord } from "@/lib/platform/events/schema";
import { publish, publishAll } from "@/lib/platform/events/service";
import { openStream, STREAM_LIMITS } from "@/lib/platform/events/stream";
import { newId } from "@/lib/platform/ids";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call, toRequest } from "../support/call";
import { ADMIN, aKey, anAgent, aPerson, aProject, claimOne } from "../support/makers";
import { rows } from "../support/sql";
import { countListeners, stopTheClock } from "../support/still-clock";
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
const soon = { timeout: 30_000, interval: 10 };

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
    stopTheClock();
    for (let n = 1; n <= 3; n += 1) {
      await publishTo(project);
      // Unwoken, it looks every two seconds; woken, it gathers what comes in the same moment.
      for (let ms = 0; ms < 500 && stream.messages.length < n; ms += 50) {
        await vi.advanceTimersByTimeAsync(50);
        for (let turns = 0; turns < 5; turns += 1) await rows`SELECT 1 AS one`;
      }
      while (stream.messages.length < n) await new Promise(setImmediate);
    }
    for (const message of stream.messages) {
      expect(EventRecord.parse(message.data)).toEqual(message.data);
      expect(message.id).toBe(message.data.cursor);
    }
    expect(stream.headers.get("content-type")).toContain("text/event-stream");
    expect(stream.headers.get("cache-control")).toBe("no-cache, no-transform");
    stream.hangUp();
    while (!stream.isOver() || countListeners() > 0) await vi.advanceTimersByTimeAsync(50);
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
    await vi.waitFor(() => expect(countListeners()).toBe(0), soon);
    const streams = await Promise.all(
      Array.from({ length: 5 }, async () => followStream({ key: await aKey() })),
    );
    await vi.waitFor(() => expect(countListeners()).toBe(10), soon);
    for (const stream of streams) await stream[end]();
    await Promise.all(streams.map((stream) => stream.ended));
    await vi.waitFor(() => expect(countListeners()).toBe(0), soon);
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
    await vi.waitFor(() => expect(countListeners()).toBe(0), soon);
    const held = await claimOne();
    await work.drainAgent(held.key.actor, held.agent.id);
    const input = { agentId: held.agent.id, max: 1, waitMs: 20_000 };
    await expect(work.claimTasks(held.key.actor, input)).rejects.toThrow("draining");
    expect(countListeners()).toBe(0);
  });
});

describe("a stream's limits", () => {
  async function open(limits: Partial<typeof STREAM_LIMITS>, query: { type?: string } = {}) {
    const key = await aKey();
    const hangUp = new AbortController();
    const request = toRequest({ key, signal: hangUp.signal });
    const response = await openStream(key.actor, query, request, { ...STREAM_LIMITS, ...limits });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    return { reader, hangUp: () => hangUp.abort() };
  }
  type Reader = Awaited<ReturnType<typeof open>>["reader"];

  async function readAll(reader: Reader): Promise<string> {
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text;
      text += new TextDecoder().decode(value);
    }
  }

  it("cut off who takes nothing, and keep nothing for them", async () => {
    await vi.waitFor(() => expect(countListeners()).toBe(0), soon);
    const { reader } = await open({ outboxMax: 20, stalledMs: 150, lookAgainMs: 50 });
    await publishTo(null, 15);
    await vi.waitFor(() => expect(countListeners()).toBe(0), soon);
    await expect(reader.read()).rejects.toThrow("too slow");
  });

  it("let who is slow but takes something have all of it, in order", async () => {
    const { reader, hangUp } = await open(
      { outboxMax: 450, stalledMs: 400, lookAgainMs: 50 },
      { type: "ticket.updated" },
    );
    const made: string[] = [];
    const seen: string[] = [];
    const slowly = (async () => {
      while (seen.length < 700) {
        const { done, value } = await reader.read();
        if (done) return;
        const [, entity] = /"entity":"(\w+)"/.exec(new TextDecoder().decode(value)) ?? [];
        if (entity) seen.push(entity);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    })();
    for (let n = 0; n < 14; n += 1) {
      const events = Array.from({ length: 50 }, () => newId("tkt"));
      made.push(...events);
      await transact("test", (tx) =>
        publishAll(
          tx,
          ADMIN,
          events.map((entity) => ({ type: "ticket.updated", entity, projectId: null })),
        ),
      );
    }
    await slowly;
    expect(seen).toEqual(made);
    hangUp();
  });

  it("keep it awake, move the position on although nothing matched, and end it after its time", async () => {
    const { reader } = await open(
      { keepAliveMs: 60, lifetimeMs: 500, lookAgainMs: 50 },
      { type: "project.*" },
    );
    await publishTo(null);
    const text = await readAll(reader);
    expect(text.match(/^: alive$/gm)?.length).toBeGreaterThan(2);
    const [last = ""] = text.match(/^id: .+$/gm)?.slice(-1) ?? [];
    expect(last).toMatch(/^id: \d+\.\d+$/);
    expect(text).not.toContain("data:");
    const key = await aKey();
    const query = { type: "ticket.updated" };
    const resumed = await followStream({ key, query, headers: { "last-event-id": last.slice(4) } });
    const mine = await publishTo(null);
    await vi.waitFor(() => expect(entitiesOf(resumed)).toEqual(mine), soon);
    resumed.hangUp();
  });
});
