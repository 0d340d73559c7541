// What operations cost and show on a real PostgreSQL: scrapes with a long queue, the pool, replicas that die.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { database } from "@/lib/platform/db/client";
import { read } from "@/lib/platform/db/transact";
import { providePlatformGauges } from "@/lib/platform/metrics/platform-gauges";
import { scrape } from "@/lib/platform/metrics/sources";
import { getSystem } from "@/lib/platform/system/service";
import { UNDOABLE_MAX } from "@/lib/work/schema";
import { countUndoable } from "@/lib/work/store/counts";
import { COUNTED_MAX, readQueueFigures } from "@/lib/work/store/gauges";
import { runChild } from "../support/child";
import { ADMIN, aProject, aTicket } from "../support/makers";
import { many } from "../support/races";
import { aServerDatabase, onServer } from "../support/server";
import { change, rows } from "../support/sql";

let server: Awaited<ReturnType<typeof aServerDatabase>>;
beforeAll(async () => {
  server = await aServerDatabase(12);
});
afterAll(() => server.drop());

const freshFacts = () => delete (globalThis as { omoiSystem?: unknown }).omoiSystem;

describe("the queue's gauges", () => {
  it("read no finished task, and count no further than the limit, whatever the tables hold", async () => {
    const project = await aProject();
    const ticket = await aTicket({ project });
    const fill = (state: string, count: number) => {
      const isOver = state === "completed";
      return change`
        INSERT INTO tasks (id, project_id, ticket_id, phase, type, title, description, priority, effective_priority,
          required_capabilities, timeout_seconds, max_attempts, state, created_by, finished_at)
        SELECT 'task_' || ${state} || lpad(n::text, 20, '0'), ${project.id}, ${ticket.id}, 'BACKLOG', 'task', 't', '', 'LOW',
          'LOW', '{}', 60, 1, ${state}, 'test', CASE WHEN ${isOver} THEN now() END
        FROM generate_series(1, ${count}::int) AS n`;
    };
    await fill("completed", 300_000);
    await fill("pending", 101_000);
    await onServer(server.url, (client) => client.query("VACUUM ANALYZE tasks"));
    const before = await statistics();
    const figures = await read(readQueueFigures);
    expect(figures).toMatchObject({
      pending: COUNTED_MAX,
      claimed: 0,
      running: 0,
      liveAttempts: 0,
      liveHolds: 0,
    });
    expect(figures.oldestPendingSeconds).toBeGreaterThanOrEqual(0);
    // The fastest of three is the query's own time, however busy the machine is.
    expect(Math.min(await aScrapeMs(), await aScrapeMs(), await aScrapeMs())).toBeLessThan(1000);
    // A sequential scan of the tasks is what must never happen, however fast it is today.
    await expectNoScan(before);
  });

  it("and the overview's count of tasks that nobody can do looks at the next ones alone", async () => {
    const before = await statistics();
    expect(await read((tx) => countUndoable(tx, undefined))).toBe(UNDOABLE_MAX);
    const after = await expectNoScan(before);
    expect(after.entriesRead - before.entriesRead).toBeLessThan(UNDOABLE_MAX + 1000);
  });

  async function aScrapeMs(): Promise<number> {
    const started = performance.now();
    await read(readQueueFigures);
    return performance.now() - started;
  }

  /** Since then there was no look at the whole table. */
  async function expectNoScan(before: Awaited<ReturnType<typeof statistics>>) {
    await expect.poll(async () => (await statistics()).indexScans).toBeGreaterThan(before.indexScans);
    const after = await statistics();
    expect(after.sequentialScans).toBe(before.sequentialScans);
    return after;
  }

  async function statistics() {
    // A connection tells its own counts alone: as many at once as the pool has make every one of them tell.
    await many(12, () => rows`SELECT pg_stat_force_next_flush()::text, pg_sleep(0.05)::text`);
    const [row] = await rows<{ sequentialScans: number; indexScans: number; entriesRead: number }>`
      SELECT seq_scan::int AS "sequentialScans", idx_scan::int AS "indexScans",
        (SELECT sum(idx_tup_read)::int FROM pg_stat_user_indexes WHERE relname = 'tasks') AS "entriesRead"
      FROM pg_stat_user_tables WHERE relname = 'tasks'`;
    if (!row) throw new Error("There are no statistics of tasks.");
    return row;
  }
});

it("the pool's gauges tell open, busy and waiting connections apart", async () => {
  providePlatformGauges();
  const text = await onServer(server.url, async (client) => {
    await client.query("SELECT pg_advisory_lock(4711)");
    const slow = Array.from(
      { length: 20 },
      () => rows`SELECT 1 AS one FROM pg_advisory_xact_lock_shared(4711)`,
    );
    await expect.poll(async () => (await database()).poolUse()?.waiting).toBeGreaterThanOrEqual(6);
    await expect
      .poll(async () => (await client.query("SELECT 1 FROM pg_locks WHERE NOT granted")).rowCount)
      .toBeGreaterThanOrEqual(10);
    const scraped = await scrape();
    await client.query("SELECT pg_advisory_unlock(4711)");
    await Promise.all(slow);
    return scraped.text;
  });
  const value = (line: string) =>
    Number(
      text
        .split("\n")
        .find((found) => found.startsWith(line))
        ?.split(" ")
        .at(-1),
    );
  expect(value("omoios_db_pool_max")).toBe(12);
  expect(value('omoios_db_pool_connections{state="busy"}')).toBeGreaterThanOrEqual(10);
  expect(value("omoios_db_pool_waiting")).toBeGreaterThanOrEqual(6);
});

it("a replica that is killed vanishes; one that is stopped takes its row with it", async () => {
  const start = () => {
    const child = runChild(
      `
      const { startReplica } = await load("lib/platform/system/service.ts");
      const stop = await startReplica();
      process.on("SIGTERM", async () => { await stop(); process.exit(0); });
      say("started");`,
      { DATABASE_URL: server.url, LOG_LEVEL: "silent" },
    );
    return child;
  };
  const children = [start(), start()];
  await Promise.all(children.map((child) => child.line("started")));
  const shown = async () => {
    freshFacts();
    return (await getSystem(ADMIN)).replicas.map(({ pid }) => pid).sort();
  };
  const pids = children.map((child) => child.process.pid ?? 0).sort();
  await expect.poll(shown).toEqual(pids);
  const [killed, stopped] = children;
  const gone = new Promise((resolve) => stopped?.process.once("exit", resolve));
  stopped?.process.kill("SIGTERM");
  await gone;
  expect(await rows`SELECT pid FROM server_instances`).toEqual([{ pid: killed?.process.pid }]);
  await killed?.end();
  await change`UPDATE server_instances SET last_seen_at = last_seen_at - interval '20 seconds'`;
  await expect.poll(shown).toEqual([]);
});
