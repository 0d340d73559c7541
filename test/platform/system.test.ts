import { afterAll, describe, expect, it, vi } from "vitest";
import { GET } from "@/app/api/v1/system/route";
import { formatMs, toSystemFigures } from "@/components/system/prepare-system";
import { AuthorityLevel } from "@/lib/platform/auth/access";
import { startJobs } from "@/lib/platform/jobs/service";
import { findProblems } from "@/lib/platform/system/rules";
import type { Replica, System, SystemFacts } from "@/lib/platform/system/schema";
import { getSystem, startReplica } from "@/lib/platform/system/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, aPerson } from "../support/makers";
import { change } from "../support/sql";

const viewer = await aPerson("viewer");

/** Facts are kept for a second. */
async function look(): Promise<System> {
  delete (globalThis as { omoiSystem?: unknown }).omoiSystem;
  const { status, json } = await call<System>(GET, { person: viewer });
  expect(status).toBe(200);
  return json;
}

describe("GET /system", () => {
  it("is open to every person and to no key", async () => {
    expect((await look()).database.kind).toBe("embedded");
    expect((await call(GET, { key: await aKey({ scopes: ["work:read", "work:act"] }) })).status).toBe(403);
    const actor = { ...ADMIN, scopes: [], authority: AuthorityLevel.GUARDIAN };
    await expect(getSystem(actor)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("tells the truth about the database: version, size, migrations and its largest tables", async () => {
    const { database } = await look();
    expect(database.version).toMatch(/^\d+\.\d+/);
    expect(database.sizeBytes).toBeGreaterThan(1_000_000);
    expect(database.migrations.missing).toEqual([]);
    expect(database.migrations.applied.map(({ name }) => name)).toContain("004_replicas");
    const names = database.tables.map(({ name }) => name);
    expect(names).toContain("events");
    // A partitioned table is one, not one for each month.
    expect(names.filter((name) => name.startsWith("events"))).toEqual(["events"]);
  });

  it("is degraded, and says which, while a migration is missing", async () => {
    await change`UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '004_replicas'`;
    const { state, findings } = await look();
    await change`UPDATE _prisma_migrations SET finished_at = now() WHERE migration_name = '004_replicas'`;
    expect(state).toBe("degraded");
    expect(findings.map(({ what }) => what)).toContain(
      "The database lacks migrations of this version: 004_replicas.",
    );
  });

  it("however many look, it is read once a second", async () => {
    const [first, second] = await Promise.all([getSystem(ADMIN), getSystem(viewer.actor)]);
    expect(first.at).toBe(second.at);
  });
});

describe("a replica", () => {
  it("is shown from its first heartbeat to its stop, and vanishes when it sends none", async () => {
    expect((await look()).replicas).toEqual([]);
    const stop = await startReplica();
    const own = await vi.waitFor(async () => {
      const { replicas, answeredBy, findings } = await look();
      expect(replicas).toHaveLength(1);
      expect(replicas[0]?.id).toBe(answeredBy);
      expect(findings.filter(({ part }) => part === "replicas")).toEqual([]);
      return replicas[0];
    });
    expect(own).toMatchObject({ pid: process.pid, version: "0.1.0", nodeVersion: process.versions.node });
    expect(own?.load.rssBytes).toBeGreaterThan(10_000_000);
    await change`UPDATE server_instances SET last_seen_at = now() - interval '21 seconds'`;
    expect((await look()).replicas).toEqual([]);
    await change`UPDATE server_instances SET last_seen_at = now()`;
    expect((await look()).replicas).toHaveLength(1);
    await stop();
    expect((await look()).replicas).toEqual([]);
  });
});

describe("jobs", () => {
  let stop = async () => {};
  afterAll(() => stop());

  it("are shown with their schedule, their last run and a failure that nothing has mended", async () => {
    stop = await startJobs([{ name: "tidy", cron: "17 3 * * *", run: async () => {} }]);
    const before = (await look()).jobs.find(({ name }) => name === "tidy");
    expect(before).toMatchObject({ cron: "17 3 * * *", lastRunAt: null, lastFailureAt: null, waiting: 0 });
    await change`INSERT INTO pgboss.job (name, state, completed_on, output)
      VALUES ('tidy', 'failed', now() - interval '1 minute', '{"message": "disk full"}')`;
    const failed = await look();
    expect(failed.jobs.find(({ name }) => name === "tidy")?.lastFailure).toBe("disk full");
    expect(failed.findings.map(({ what }) => what)).toContain("The last run of tidy failed: disk full");
    await change`INSERT INTO pgboss.job (name, state, completed_on) VALUES ('tidy', 'completed', now())`;
    const mended = await look();
    expect(mended.findings.filter(({ part }) => part === "jobs")).toEqual([]);
  });
});

describe("findings", () => {
  const load = {
    rssBytes: 1,
    eventLoopP99Ms: 20,
    requestsPerSecond: 3,
    longPolls: 0,
    streams: 0,
    pool: null,
  };
  const replica: Replica = {
    ...{ id: "srv_1", host: "a", pid: 1, version: "1.0.0", nodeVersion: "24", load },
    ...{ startedAt: "2026-01-01T00:00:00Z", lastSeenAt: "2026-01-01T00:00:00Z" },
  };
  const well: SystemFacts = {
    at: "2026-01-01T00:00:00Z",
    database: {
      ...{ kind: "server", version: "17", sizeBytes: 1, latencyMs: 1, tables: [] },
      connections: { used: 20, max: 100 },
      migrations: { applied: [], missing: [] },
    },
    jobs: [],
    events: { secondsBehind: 0, eventsBehind: 0, reactions: [], newestAt: null },
    webhooks: [],
    replicas: [replica],
    audit: { length: 7, signing: "none", lastSignedAt: null, lastCheck: null },
  };
  const reaction = { name: "webhooks", eventsBehind: 0, secondsBehind: 0, retrying: 0, parked: 0 };
  const webhook = {
    ...{ id: "whk_1", name: "Ops", health: "failing" as const, failingSeconds: 61, waiting: 267 },
    ...{ lastSuccessAt: null, trouble: "answered 500" },
  };
  const gone = {
    health: "disabled" as const,
    trouble: "it is disabled, since the receiver answered 410 Gone",
  };
  const job = {
    ...{ name: "tidy", cron: null, waiting: 0, active: 0, failed: 0, countedAt: null },
    ...{ lastRunAt: null, lastFailureAt: null, lastFailure: null },
  };
  const pool = { max: 20, open: 20, idle: 0, waiting: 3 };

  it("are none when all is well", () => expect(findProblems(well)).toEqual([]));

  it("are none of a webhook that failed a moment ago, or that somebody has disabled", () => {
    const disabled = { ...webhook, health: "disabled" as const, trouble: null };
    const webhooks = [{ ...webhook, failingSeconds: 59 }, disabled];
    expect(findProblems({ ...well, webhooks })).toEqual([]);
  });

  it.each<[string, Partial<SystemFacts>, RegExp]>([
    ["a slow database", { database: { ...well.database, latencyMs: 900 } }, /took 900 ms/],
    [
      "few connections left",
      { database: { ...well.database, connections: { used: 90, max: 100 } } },
      /90 of the 100/,
    ],
    [
      "a late reaction",
      { events: { ...well.events, reactions: [{ ...reaction, secondsBehind: 31 }] } },
      /31 s behind/,
    ],
    [
      "parked events",
      { events: { ...well.events, reactions: [{ ...reaction, parked: 2 }] } },
      /2 events failed/,
    ],
    [
      "a webhook that nothing reaches",
      { webhooks: [webhook] },
      /the webhook Ops do not arrive: answered 500; 267 deliveries wait\.$/,
    ],
    [
      "a webhook that its receiver has ended",
      { webhooks: [{ ...webhook, ...gone, failingSeconds: 0, waiting: 0 }] },
      /the webhook Ops do not arrive: it is disabled, since the receiver answered 410 Gone\.$/,
    ],
    ["a backlog", { jobs: [{ ...job, waiting: 1001 }] }, /1,001 jobs of tidy wait/],
    ["no heartbeat", { replicas: [] }, /No server has sent a heartbeat/],
    ["mixed versions", { replicas: [replica, { ...replica, version: "1.1.0" }] }, /versions: 1.0.0, 1.1.0/],
    [
      "a busy process",
      { replicas: [{ ...replica, load: { ...load, eventLoopP99Ms: 700 } }] },
      /held up for 700 ms/,
    ],
    [
      "a broken audit chain",
      {
        audit: {
          ...well.audit,
          lastCheck: { at: "2026-11-22T12:00:00Z", state: "broken", detail: "Position 3 is missing." },
        },
      },
      /audit chain is broken: Position 3/,
    ],
    ["a full pool", { replicas: [{ ...replica, load: { ...load, pool } }] }, /all 20 connections/],
  ])("name %s, and what to do about it", (_, changed, words) => {
    const found = findProblems({ ...well, ...changed });
    expect(found).toHaveLength(1);
    expect(found[0]?.what).toMatch(words);
    expect(found[0]?.advice.length).toBeGreaterThan(20);
    const figures = toSystemFigures({
      ...well,
      ...changed,
      findings: found,
      state: "degraded",
      answeredBy: null,
    });
    const warned = Object.entries(figures).filter(([, { tone }]) => tone === "warning");
    expect(warned.map(([part]) => part)).toEqual([found[0]?.part]);
  });
});

it("milliseconds are precise where that matters", () => {
  expect([formatMs(0.42), formatMs(12.4), formatMs(1250)]).toEqual(["0.4 ms", "12 ms", "1,250 ms"]);
});
