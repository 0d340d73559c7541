import { describe, expect, it } from "vitest";
import { GET as eventsRoute } from "@/app/api/v1/events/route";
import { GET as streamRoute } from "@/app/api/v1/events/stream/route";
import { database } from "@/lib/platform/db/client";
import { read, transact } from "@/lib/platform/db/transact";
import { keepMonths, realignEvents } from "@/lib/platform/events/months";
import type { EventsPage, EventType } from "@/lib/platform/events/schema";
import { listEvents, publish, publishAll } from "@/lib/platform/events/service";
import { currentCursor } from "@/lib/platform/events/store";
import { newId } from "@/lib/platform/ids";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, aPerson, aProject } from "../support/makers";
import { refusal } from "../support/refusal";
import { change, rows } from "../support/sql";
import { followStream } from "../support/stream";

const EMPTY = "0.0";
const publishOne = (project: string | null, type: EventType = "ticket.updated", entity = newId("tkt")) =>
  transact("test", (tx) => publish(tx, ADMIN, { type, entity, projectId: project })).then(() => entity);
const partitions = async () =>
  (
    await rows<{ name: string }>`
      SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'events'::regclass ORDER BY 1`
  ).map(({ name }) => name);
const month = (date: Date) => `events_${date.toISOString().slice(0, 7).replace("-", "_")}`;
const monthsFromNow = (count: number) => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + count, 1));
};

/** An event of the past, as it would lie in the table now. */
async function insertAt(occurredAt: Date, entity = newId("tkt")): Promise<string> {
  await change`
    INSERT INTO events (id, type, entity, actor, actor_name, correlation_id, payload, occurred_at)
    VALUES (${newId("evt")}, 'ticket.updated', ${entity}, 'system', 'OmoiOS', 'system', '{}'::jsonb, ${occurredAt})`;
  return entity;
}

describe("writing events", () => {
  it("in a batch is one statement that keeps their order", async () => {
    const project = (await aProject()).id;
    const after = await read(currentCursor);
    const events = Array.from({ length: 120 }, (_, n) => ({
      ...{ type: "ticket.updated" as const, entity: newId("tkt"), projectId: n % 2 ? project : null },
      payload: { n, text: `"quoted" ${n}, ünïcode, {} [] \\ '` },
    }));
    await transact("test", (tx) => publishAll(tx, ADMIN, events));
    const { items } = await listEvents(ADMIN, { after, type: "ticket.updated", limit: 200 });
    expect(items.map(({ entity, projectId, payload }) => ({ entity, projectId, payload }))).toEqual(
      events.map(({ entity, projectId, payload }) => ({ entity, projectId, payload })),
    );
    const written =
      await rows`SELECT DISTINCT xmin::text FROM events WHERE entity = ANY(${events.map((e) => e.entity)})`;
    expect(written).toHaveLength(1);
  });

  it("of a month that has no table of its own fails not, and keeps the event", async () => {
    const far = await insertAt(monthsFromNow(30));
    expect(await rows`SELECT 1 FROM events_default WHERE entity = ${far}`).toHaveLength(1);
  });

  it("uses no more indexes than the key, the entity's and the project's", async () => {
    expect(await rows`SELECT indexname FROM pg_indexes WHERE tablename = 'events'`).toHaveLength(3);
  });
});

const reader = await aKey({ scopes: ["work:read"] });

describe("a position", () => {
  const key = reader;
  const ask = (after: string) => call<EventsPage>(eventsRoute, { key, query: { after } });

  it.each(["yesterday", "1", "1.2.3", "-1.0", "99999999999999999999.0", "1.9223372036854775808"])(
    "that nobody was given is refused with a pointer: %s",
    async (after) => {
      const { status, problem } = await ask(after);
      expect([status, problem.issues]).toEqual([
        400,
        [{ in: "query", pointer: "/after", detail: "Must be a cursor that this API returned." }],
      ]);
      const streamed = await call(streamRoute, { key, headers: { "last-event-id": after } });
      expect([streamed.status, streamed.problem.issues?.[0]?.pointer]).toEqual([400, "/after"]);
    },
  );

  it("ahead of everything that exists is said to be from elsewhere, by a 410 with a position to go on from", async () => {
    const { status, problem } = await ask("9223372036854775807.0");
    expect([status, problem.code]).toEqual([410, "cursor_expired"]);
    expect(problem.detail).toContain("ahead of every event here");
    const entity = await publishOne(null);
    const { items } = (await ask(String(problem.facts?.cursor))).json;
    expect(items.map((event) => event.entity)).toContain(entity);
  });

  it("moves on although nothing matched, so that the next look is short", async () => {
    const after = await read(currentCursor);
    await publishOne(null);
    const page = await listEvents(ADMIN, { after, type: "project.updated", limit: 5 });
    expect(page.items).toEqual([]);
    const [xid] = String(page.nextCursor).split(".");
    expect(Number(xid)).toBeGreaterThan(Number(after.split(".")[0]));
    const entity = await publishOne(null, "project.updated", newId("prj"));
    const next = await listEvents(ADMIN, {
      after: String(page.nextCursor),
      type: "project.updated",
      limit: 5,
    });
    expect(next.items.map((event) => event.entity)).toEqual([entity]);
  });
});

describe("filters", () => {
  it("by several types, by prefix, and by several entities, repeated or with commas", async () => {
    const project = await aProject();
    const key = await aKey({ scopes: ["work:read"], project });
    const task = await publishOne(project.id, "task.created", newId("task"));
    const lost = await publishOne(project.id, "task.lease_lost", newId("task"));
    const ticket = await publishOne(project.id, "ticket.created");
    const agent = await publishOne(project.id, "agent.lost", newId("agent"));
    const found = async (query: string) => {
      const request = new Request(`http://localhost/api/v1/events?${query}`, {
        headers: { authorization: `Bearer ${key.secret}` },
      });
      const page = (await (
        await eventsRoute(request, { params: Promise.resolve(undefined) })
      ).json()) as EventsPage;
      return page.items.map((event) => event.entity).reverse();
    };
    expect(await found("type=task.*")).toEqual([task, lost]);
    expect(await found("type=task.created,agent.*")).toEqual([task, agent]);
    expect(await found("type=task.created&type=ticket.created")).toEqual([task, ticket]);
    expect(await found(`entity=${ticket},${agent}`)).toEqual([ticket, agent]);
    expect(await found(`entity=${ticket}&entity=${task}&type=task.*`)).toEqual([task]);
  });

  it.each(["task", "task.gone", "*", "task.*,nothing.*", "TASK.*", ""])(
    "that name no event type are refused with a pointer: %j",
    async (type) => {
      const { status, problem } = await call(eventsRoute, { key: await aKey(), query: { type } });
      expect([status, problem.issues?.[0]?.pointer]).toEqual([400, "/type"]);
    },
  );

  it("hold for the stream as well", async () => {
    const project = await aProject();
    const key = await aKey({ project });
    const [byType, byEntity] = [newId("task"), newId("tkt")];
    const types = await followStream({ key, query: { type: "task.*" } });
    const entities = await followStream({ key, query: { entity: byEntity } });
    await publishOne(project.id, "ticket.updated");
    await publishOne(project.id, "ticket.updated", byEntity);
    await publishOne(project.id, "task.created", byType);
    await expect.poll(() => types.events().map((event) => event.entity)).toEqual([byType]);
    await expect.poll(() => entities.events().map((event) => event.entity)).toEqual([byEntity]);
    types.hangUp();
    entities.hangUp();
  });
});

describe("the months of events", () => {
  it("are made ahead, any number of times, and take over what came before they were made", async () => {
    const ahead = [0, 1, 2].map((n) => month(monthsFromNow(n)));
    expect(await partitions()).toEqual(expect.arrayContaining(["events_default", ...ahead]));
    await change`DELETE FROM events_default`;
    const next = month(monthsFromNow(2));
    const { prisma } = await database();
    await prisma.$executeRawUnsafe(`DROP TABLE ${next}`);
    const entity = await insertAt(new Date(monthsFromNow(2).getTime() + 86_400_000));
    expect(await rows`SELECT 1 FROM events_default WHERE entity = ${entity}`).toHaveLength(1);
    await Promise.all([keepMonths(), keepMonths()]);
    expect(await partitions()).toContain(next);
    expect(await rows`SELECT 1 FROM events_default`).toEqual([]);
    expect(await rows`SELECT 1 FROM events WHERE entity = ${entity}`).toHaveLength(1);
  });

  it("that are old are dropped whole; who stands before them is told, and nobody else", async () => {
    await change`UPDATE event_horizon SET xid = 0, seq = 0`;
    const old = monthsFromNow(-6);
    await rows`SELECT make_events_partition(${old}::date)`;
    const gone = await insertAt(new Date(old.getTime() + 3 * 86_400_000));
    const stray = await insertAt(monthsFromNow(-9));
    const between = await read(currentCursor);
    const kept = await publishOne(null);
    expect((await listEvents(ADMIN, { after: EMPTY, limit: 200 })).items.map((e) => e.entity)).toContain(
      gone,
    );
    await keepMonths();
    expect(await partitions()).not.toContain(month(old));
    expect(await rows`SELECT 1 FROM events WHERE entity = ANY(${[gone, stray]})`).toEqual([]);
    expect(await refusal(listEvents(ADMIN, { after: EMPTY, limit: 9 }))).toMatchObject({
      code: "cursor_expired",
    });
    const page = await listEvents(ADMIN, { after: between, limit: 9 });
    expect(page.items.map((event) => event.entity)).toEqual([kept]);

    const stream = await followStream({
      person: await aPerson("viewer"),
      headers: { "last-event-id": EMPTY },
    });
    await expect.poll(() => stream.messages.length).toBeGreaterThan(0);
    const [reset] = stream.messages;
    expect(reset).toMatchObject({
      kind: "reset",
      data: { reason: expect.stringContaining("not kept any more") },
    });
    // It goes on from the position that came with the word, and so does who resumes there.
    const later = await publishOne(null);
    await expect.poll(() => stream.events().map((event) => event.entity)).toEqual([later]);
    expect(
      (await listEvents(ADMIN, { after: reset?.id ?? "", limit: 9 })).items.map((e) => e.entity),
    ).toEqual([later]);
    stream.hangUp();
  });

  it("that a reaction has not read to their end are kept until it has", async () => {
    const old = monthsFromNow(-5);
    await rows`SELECT make_events_partition(${old}::date)`;
    await change`INSERT INTO reactions (name, types, xid, seq) VALUES ('slow', '{}', 1, 1)`;
    const unread = await insertAt(new Date(old.getTime() + 86_400_000));
    await keepMonths();
    expect(await rows`SELECT 1 FROM events WHERE entity = ${unread}`).toHaveLength(1);
    await change`UPDATE reactions SET xid = 1000000000 WHERE name = 'slow'`;
    await keepMonths();
    expect(await rows`SELECT 1 FROM events WHERE entity = ${unread}`).toEqual([]);
  });
});

describe("events restored from another server's dump", () => {
  it("are renumbered in their order, and a reaction goes on with exactly what it had not read", async () => {
    for (const shift of [5_000_000n, 9_000_000n]) {
      const project = (await aProject()).id;
      const made: string[] = [];
      for (let n = 0; n < 6; n += 1) made.push(await publishOne(project));
      await change`UPDATE events SET xid = xid + ${shift}`;
      const [third] = await rows<{
        xid: bigint;
        seq: bigint;
      }>`SELECT xid, seq FROM events WHERE entity = ${made[2] ?? ""}`;
      await change`DELETE FROM reactions`;
      await change`INSERT INTO reactions (name, types, xid, seq) VALUES ('r', '{}', ${third?.xid ?? 0n}, ${third?.seq ?? 0n})`;
      const after = await read(currentCursor);
      expect((await listEvents(ADMIN, { after, project, limit: 9 })).items).toEqual([]);
      await realignEvents();
      const [moved] = await rows<{ xid: bigint; seq: bigint }>`SELECT xid, seq FROM reactions`;
      const unread = { project, type: "ticket.updated", limit: 9 };
      const rest = await listEvents(ADMIN, { after: `${moved?.xid}.${moved?.seq}`, ...unread });
      expect(rest.items.map((event) => event.entity)).toEqual(made.slice(3));
      const later = await publishOne(project);
      const next = await listEvents(ADMIN, { after: rest.nextCursor ?? "", ...unread });
      expect(next.items.map((event) => event.entity)).toEqual([later]);
      expect((await refusal(listEvents(ADMIN, { after: `${shift}.1`, limit: 9 }))).code).toBe(
        "cursor_expired",
      );
    }
  });

  it("are left alone where they fit", async () => {
    const before = await rows`SELECT xid, seq, id FROM events ORDER BY id`;
    await realignEvents();
    expect(await rows`SELECT xid, seq, id FROM events ORDER BY id`).toEqual(before);
  });
});
