import { beforeAll, describe, expect, it } from "vitest";
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { keepMonths } from "@/lib/platform/events/months";
import { listEvents, publish, publishAll } from "@/lib/platform/events/service";
import { currentCursor } from "@/lib/platform/events/store";
import { newId } from "@/lib/platform/ids";
import { DELIVERY_LIMITS } from "@/lib/platform/webhooks/rules";
import { createWebhook, listDeliveries, sendTest } from "@/lib/platform/webhooks/service";
import { runChild } from "../support/child";
import { ADMIN, aKey, aProject } from "../support/makers";
import { aReceiver } from "../support/receiver";
import { aServerDatabase } from "../support/server";
import { rows } from "../support/sql";
import { followStream } from "../support/stream";

let server: Awaited<ReturnType<typeof aServerDatabase>>;
beforeAll(async () => {
  server = await aServerDatabase(20);
  return server.drop;
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const WRITERS = 8;
const EACH = 25;
const ALL = WRITERS * EACH;

interface Seen {
  id: string;
  entity: string;
  version: number;
}
const toSeen = ({
  id,
  entity,
  payload,
}: {
  id: string;
  entity: string;
  payload: Record<string, unknown>;
}): Seen => ({
  ...{ id, entity, version: Number(payload.version) },
});

/**
 * Eight writers change the same three records. Each draws its transaction number at random times before it gets a
 * record's lock, and commits at random times after: what breaks every simpler order.
 */
async function writeALot(tenant: string, records: string[]) {
  const writers = Array.from({ length: WRITERS }, async () => {
    for (let n = 0; n < EACH; n += 1) {
      await transact("test", async (tx) => {
        await tx.$queryRaw`SELECT pg_current_xact_id()::text`;
        await pause(Math.random() * 8);
        const record = records[Math.floor(Math.random() * records.length)] ?? "";
        const [row] = await tx.$queryRaw<[{ version: number }]>`
          UPDATE projects SET version = version + 1 WHERE id = ${record} RETURNING version`;
        const event = { type: "project.updated" as const, entity: record, projectId: tenant };
        await publish(tx, ADMIN, { ...event, payload: { version: row.version } });
        await pause(Math.random() * 8);
      });
    }
  });
  await Promise.all(writers);
}

function expectAll(seen: Seen[], records: string[]) {
  expect(seen).toHaveLength(ALL);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(ALL);
  for (const record of records) {
    const versions = seen.filter(({ entity }) => entity === record).map(({ version }) => version);
    expect(versions).toEqual(versions.map((_, index) => index + 2));
  }
}

it("readers by cursor and by stream lose no event of eight writers, see none twice, and each record's in its order", async () => {
  const tenant = await aProject();
  const records = await Promise.all([aProject(), aProject(), aProject()]).then((all) =>
    all.map(({ id }) => id),
  );
  const key = await aKey({ project: tenant });
  const start = await read(currentCursor);
  const query = { type: "project.updated" };
  const stream = await followStream({ key, query });
  const broken: Seen[] = [];
  // This one loses its connection again and again, and resumes after the last event that it saw.
  const resuming = (async () => {
    for (let lastId: string | undefined = start; broken.length < ALL; ) {
      const part = await followStream({ key, query, headers: { "last-event-id": lastId } });
      for (let n = 0; n < 40 && part.messages.length < 30; n += 1) await pause(10);
      part.hangUp();
      await part.ended;
      broken.push(...part.events().map(toSeen));
      lastId = part.messages.at(-1)?.id ?? lastId;
    }
  })();
  const paging = (async () => {
    const seen: Seen[] = [];
    for (let after = start; seen.length < ALL; ) {
      const page = await listEvents(ADMIN, { after, project: tenant.id, type: "project.updated", limit: 7 });
      seen.push(...page.items.map(toSeen));
      after = page.nextCursor ?? after;
      await pause(2);
    }
    return seen;
  })();
  await writeALot(tenant.id, records);
  expectAll(await paging, records);
  await resuming;
  expectAll(broken, records);
  await expect.poll(() => stream.messages.length).toBeGreaterThanOrEqual(ALL);
  stream.hangUp();
  expectAll(stream.events().map(toSeen), records);
});

it("replicas that keep the months at once do not disturb each other, nor writers", async () => {
  const keeping = Promise.all(Array.from({ length: 6 }, () => keepMonths()));
  const entity = newId("tkt");
  for (let n = 0; n < 40; n += 1) {
    await transact("test", (tx) => publish(tx, ADMIN, { type: "ticket.updated", entity, projectId: null }));
  }
  await keeping;
  expect(await rows`SELECT 1 FROM events WHERE entity = ${entity}`).toHaveLength(40);
});

describe("two replicas that dispatch", () => {
  /** A reaction whose effect is a row for each event; each batch takes a while, so that a kill falls into one. */
  const replica = (batchMs: number) =>
    runChild(
      `
      const { reactTo } = await load("lib/platform/events/service.ts");
      const { startDispatcher } = await load("lib/platform/events/dispatch/dispatcher.ts");
      const { startSignals } = await load("lib/platform/events/signals.ts");
      reactTo({ name: "test.count", types: ["task.created"], run: async (tx, events) => {
        for (const { entity } of events) await tx.$executeRaw\`INSERT INTO rate_limits (key, points) VALUES (\${entity}, 1)
          ON CONFLICT (key) DO UPDATE SET points = rate_limits.points + 1\`;
        say("batch " + events.length);
        await new Promise((resolve) => setTimeout(resolve, ${batchMs}));
      } });
      await startSignals();
      startDispatcher({ pollMs: 200, batch: 10, retryMs: [100] });
      say("ready");
      process.stdin.resume();`,
      { DATABASE_URL: server.url, LOG_LEVEL: "silent" },
    );

  const publishTasks = async (entities: string[]) => {
    for (let n = 0; n < entities.length; n += 20) {
      const events = entities
        .slice(n, n + 20)
        .map((entity) => ({ type: "task.created" as const, entity, projectId: null }));
      await transact("test", (tx) => publishAll(tx, ADMIN, events));
      await pause(15);
    }
  };
  const counts = () => rows<{ points: number; count: number }>`
    SELECT points, count(*)::int AS count FROM rate_limits WHERE key LIKE 'task_%' GROUP BY points`;

  it("handle each event once and lose none, also when one is killed in the middle of a batch, twice", async () => {
    const first = replica(300);
    await first.line("ready");
    await expect.poll(() => rows`SELECT 1 FROM reactions`).toHaveLength(1);
    const entities = Array.from({ length: 400 }, () => newId("task"));
    await publishTasks(entities.slice(0, 100));
    // It says so when the effects are written and the transaction is still open.
    await first.line("batch");
    await first.end();
    const done = (await counts()).reduce((sum, { count }) => sum + count, 0);
    expect(done).toBeLessThan(100);
    const [victim, other] = [replica(20), replica(20)];
    await Promise.all([victim.line("ready"), other.line("ready")]);
    const publishing = publishTasks(entities.slice(100));
    await Promise.race([victim.line("batch"), pause(1500)]);
    await victim.end();
    await publishing;
    await expect.poll(counts, { timeout: 40_000 }).toEqual([{ points: 1, count: entities.length }]);
    expect(await rows`SELECT 1 FROM reaction_failures`).toEqual([]);
    await other.end();
  });
});

describe("two replicas that deliver", () => {
  const LIMITS = { ...DELIVERY_LIMITS, pollMs: 50, leaseMs: 1500, timeoutMs: 1000, retryMs: [50, 50] };
  const replica = () =>
    runChild(
      `
      const { startDeliveries } = await load("lib/platform/webhooks/deliver.ts");
      startDeliveries({ limits: ${JSON.stringify(LIMITS)} });
      say("ready");
      process.stdin.resume();`,
      { DATABASE_URL: server.url, LOG_LEVEL: "silent", WEBHOOK_ALLOW_PRIVATE: "true" },
    );
  const queueTests = async (url: string, count: number) => {
    const settings = env();
    settings.WEBHOOK_ALLOW_PRIVATE = true;
    const { webhook } = await createWebhook(ADMIN, { name: "w", url, types: ["ticket.*"], projectId: null });
    settings.WEBHOOK_ALLOW_PRIVATE = false;
    for (let n = 0; n < count; n += 1) await sendTest(ADMIN, webhook.id);
    return webhook.id;
  };
  const delivered = async (id: string) =>
    (await listDeliveries(ADMIN, id, { limit: 200 })).items.filter(({ state }) => state === "delivered")
      .length;

  it("never make the same attempt at once, and keep the endpoint's share together", async () => {
    const receiver = await aReceiver(async (response) => {
      await pause(15);
      response.end();
    });
    const id = await queueTests(receiver.url, 120);
    const both = [replica(), replica()];
    await Promise.all(both.map((one) => one.line("ready")));
    await expect.poll(() => delivered(id), { timeout: 40_000 }).toBe(120);
    expect(receiver.received).toHaveLength(120);
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(120);
    expect(receiver.mostAtOnce()).toBeLessThanOrEqual(LIMITS.perEndpoint);
    await Promise.all(both.map((one) => one.end()));
  });

  it("of which one is killed lose nothing: what it had under way is sent again, and nothing else", async () => {
    let isHeld = true;
    const receiver = await aReceiver(async (response) => {
      while (isHeld) await pause(10);
      response.end();
    });
    const id = await queueTests(receiver.url, 30);
    const victim = replica();
    await expect.poll(() => receiver.received.length).toBe(LIMITS.perEndpoint);
    await victim.end();
    const underWay = receiver.received.map(({ headers }) => headers["webhook-id"]);
    isHeld = false;
    const other = replica();
    await expect.poll(() => delivered(id), { timeout: 40_000 }).toBe(30);
    const again = receiver.received.slice(LIMITS.perEndpoint).map(({ headers }) => headers["webhook-id"]);
    expect(again).toHaveLength(30);
    expect(new Set(again).size).toBe(30);
    expect(again).toEqual(expect.arrayContaining(underWay));
    await other.end();
  });
});

async function isWaiting(statement: string): Promise<boolean> {
  const waiting = await rows`SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
    AND wait_event_type = 'Lock' AND query LIKE ${`%${statement}%`}`;
  return waiting.length > 0;
}

it("an event of a month that is being made is written into its part, however the writers wait for it", async () => {
  const last = new Date();
  last.setUTCMonth(last.getUTCMonth() - 7, 1);
  const month = last.toISOString().slice(0, 10);
  const insert = (tx: Tx) => tx.$executeRaw`
    INSERT INTO events (id, type, entity, actor, actor_name, correlation_id, payload, occurred_at)
    VALUES (${newId("evt")}, 'project.updated', ${month}, 'system', 'System', 'test', '{}', ${last})`;
  const making = await transact("test", async (tx) => {
    await insert(tx);
    const done = rows`SELECT make_events_partition(${month}::date)`;
    await expect.poll(() => isWaiting("make_events_partition")).toBe(true);
    const behind = transact("test", insert);
    await expect.poll(() => isWaiting("INSERT INTO events")).toBe(true);
    return { waited: Promise.all([done, behind]) };
  });
  await making.waited;
  const parts = await rows`SELECT DISTINCT tableoid::regclass::text AS part, count(*)::int AS n FROM events
    WHERE entity = ${month} GROUP BY 1`;
  expect(parts).toEqual([{ part: `events_${month.slice(0, 7).replace("-", "_")}`, n: 2 }]);
});

it("a month that two make at once is made by the first, and is there for the second", async () => {
  const last = new Date();
  last.setUTCMonth(last.getUTCMonth() - 9, 1);
  const month = last.toISOString().slice(0, 10);
  const make = async (tx: Tx) => {
    // What a connection has looked for in vain it remembers.
    await tx.$queryRaw`SELECT to_regclass(${`events_${month.slice(0, 7).replace("-", "_")}`})::text`;
    const [made] = await tx.$queryRaw<[{ isMade: boolean }]>`
      SELECT make_events_partition(${month}::date) AS "isMade"`;
    return made.isMade;
  };
  const waiting = await transact("test", async (tx) => {
    expect(await make(tx)).toBe(true);
    const second = transact("test", make);
    await expect.poll(() => isWaiting("make_events_partition")).toBe(true);
    return { second };
  });
  expect(await waiting.second).toBe(false);
});
