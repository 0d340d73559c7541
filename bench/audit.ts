// What the chain of the audit trail costs, and how fast it is followed: `TEST_DATABASE_URL=… npm run bench:audit`.
//
// Appends by one and by eight writers, with the chain and without its trigger, in a database of this benchmark's own;
// then the sealing of 100,000 events, and a chain of BENCH_RECORDS entries, followed by the server, by the command line, and as an export offline.
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyDatabase as verifyByCli, verifyExport } from "@/lib/cli/audit/verify";
import { exportAudit } from "@/lib/platform/audit/export";
import { sealEvents } from "@/lib/platform/audit/seal";
import * as audit from "@/lib/platform/audit/service";
import { verifyDatabase } from "@/lib/platform/audit/verify";
import { database } from "@/lib/platform/db/client";
import { transact } from "@/lib/platform/db/transact";
import { benchEnv } from "./environment";
import { aFreshDatabase, BENCH_ADMIN, describeMachine, printTable } from "./support";

const { BENCH_JOBS: APPENDS, BENCH_RECORDS: ENTRIES, TEST_DATABASE_URL: server } = benchEnv;
/** What the embedded database holds in memory beside everything else. */
const EMBEDDED_ENTRIES = Math.min(ENTRIES, 100_000);
const EVENTS = 100_000;
const NO_TRUST = { keys: [], earlier: undefined };

function append(): Promise<void> {
  const entry = { act: "bench.append", entity: "bench", projectId: null, reason: "to measure" };
  return transact("bench", (tx) =>
    audit.append(tx, {
      actor: BENCH_ADMIN,
      ...entry,
      detail: { before: { limit: "1" }, after: { limit: "2" } },
    }),
  );
}

/** Appends a second, one transaction each. */
async function appendsPerSecond(writers: number): Promise<number> {
  const each = Math.ceil(APPENDS / writers);
  const started = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async () => {
      for (let n = 0; n < each; n += 1) await append();
    }),
  );
  return Math.round((each * writers * 1000) / (performance.now() - started));
}

async function setTrigger(state: "ENABLE" | "DISABLE"): Promise<void> {
  const { prisma } = await database();
  await prisma.$executeRawUnsafe(`ALTER TABLE audit_entries ${state} TRIGGER audit_entries_linked`);
}

async function measureAppends(kind: string): Promise<(string | number)[][]> {
  await appendsPerSecond(1);
  const rows: (string | number)[][] = [];
  for (const writers of [1, 8]) {
    await setTrigger("ENABLE");
    const linked = await appendsPerSecond(writers);
    await setTrigger("DISABLE");
    const bare = await appendsPerSecond(writers);
    await setTrigger("ENABLE");
    rows.push([kind, writers, linked, bare, `${Math.round((1 - linked / bare) * 100)} %`]);
  }
  return rows;
}

/** A correct chain of that many entries, made by SQL in the place of what is there. */
async function fill(entries: number): Promise<void> {
  const { prisma } = await database();
  const statements = [
    "SET LOCAL session_replication_role = replica",
    "DELETE FROM audit_chain",
    "DELETE FROM audit_entries",
    `INSERT INTO audit_entries (id, actor, actor_name, act, entity, project_id, reason, detail)
     SELECT 'aud_' || n, 'usr_' || n % 20, 'Person ' || n % 20, 'hold.placed', 'hold_' || n, NULL, 'because of ' || n,
       '{"after":{"limit":"' || n || '"},"before":{"limit":"1"},"label":"Hold ' || n || '"}'
     FROM generate_series(1, ${entries}) AS n`,
    `DO $$ DECLARE e audit_entries; n bigint := 0; last text := repeat('0', 64); b text; h text; BEGIN
       FOR e IN SELECT * FROM audit_entries ORDER BY seq LOOP
         n := n + 1; b := audit_body(e, n); h := audit_hash(last, b);
         INSERT INTO audit_chain VALUES (n, e.seq, b, last, h);
         last := h;
       END LOOP;
       UPDATE audit_chain_head SET position = n, hash = last;
     END $$`,
  ];
  await prisma.$transaction(
    async (tx) => {
      for (const statement of statements) await tx.$executeRawUnsafe(statement);
    },
    { timeout: 600_000 },
  );
  await prisma.$executeRawUnsafe("ANALYZE");
}

/** Events sealed a second; what another database's transactions keep unsettled comes with the next batch. */
async function sealsPerSecond(): Promise<number> {
  const { prisma } = await database();
  while (await sealEvents());
  await prisma.$executeRawUnsafe(`
    INSERT INTO events (id, type, entity, project_id, actor, actor_name, correlation_id, payload)
    SELECT 'evt_' || n, 'task.completed', 'task_' || n, 'prj_00000000000000000000000001', 'key_' || n % 50, 'runner ' || n % 50,
      'req_' || n, jsonb_build_object('title', 'Task ' || n, 'attempt', n % 3, 'agentId', 'agent_' || n % 50)
    FROM generate_series(1, ${EVENTS}) AS n`);
  const started = performance.now();
  let sealed = 0;
  while (sealed < EVENTS) {
    await sealEvents();
    const [row] = await prisma.$queryRawUnsafe<{ n: bigint }[]>(
      `SELECT sum((detail::jsonb ->> 'count')::bigint) AS n FROM audit_entries WHERE act = 'events.sealed'`,
    );
    sealed = Number(row?.n ?? 0);
  }
  return Math.round((EVENTS * 1000) / (performance.now() - started));
}

async function timed(work: () => Promise<{ state: string }>): Promise<number> {
  const started = performance.now();
  const { state } = await work();
  if (state !== "whole") throw new Error("The benchmark's own chain is broken.");
  return performance.now() - started;
}

async function bytesPerEntry(): Promise<number> {
  const { prisma } = await database();
  const [row] = await prisma.$queryRawUnsafe<{ bytes: bigint }[]>(
    "SELECT pg_total_relation_size('audit_entries') + pg_total_relation_size('audit_chain') AS bytes",
  );
  return Math.round(Number(row?.bytes ?? 0) / ENTRIES);
}

const toRow = (how: string, entries: number, ms: number) => [
  how,
  entries.toLocaleString("en"),
  (ms / 1000).toFixed(1),
  Math.round((entries * 1000) / ms).toLocaleString("en"),
];

async function measureVerification(url: string): Promise<(string | number)[][]> {
  await fill(ENTRIES);
  const folder = mkdtempSync(join(tmpdir(), "omoios-bench-"));
  const path = join(folder, "audit.ndjson");
  try {
    console.log(`${await bytesPerEntry()} bytes an entry, with its link and indexes`);
    const rows = [toRow("PostgreSQL, by the server", ENTRIES, await timed(() => verifyDatabase()))];
    rows.push(
      toRow(
        "PostgreSQL, by the command line",
        ENTRIES,
        await timed(() => verifyByCli(url, NO_TRUST, () => {})),
      ),
    );
    const started = performance.now();
    const { body } = await exportAudit(BENCH_ADMIN, { format: "ndjson", seals: "true" });
    await writeFile(path, body as unknown as AsyncIterable<Uint8Array>);
    rows.push(toRow("exported", ENTRIES, performance.now() - started));
    rows.push(toRow("export, offline", ENTRIES, await timed(() => verifyExport(path, NO_TRUST, () => {}))));
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

console.log(`${describeMachine()}; ${APPENDS} appends, one transaction each`);
const appends: (string | number)[][] = [];
const sealed: (string | number)[][] = [];
const verified: (string | number)[][] = [];
const embedded = await aFreshDatabase("audit");
appends.push(...(await measureAppends("embedded")));
sealed.push(["embedded", await sealsPerSecond()]);
await fill(EMBEDDED_ENTRIES);
verified.push(toRow("embedded, by the server", EMBEDDED_ENTRIES, await timed(() => verifyDatabase())));
await embedded.drop();
if (server) {
  const { url, drop } = await aFreshDatabase("audit", server);
  try {
    appends.push(...(await measureAppends("PostgreSQL")));
    sealed.push(["PostgreSQL", await sealsPerSecond()]);
    verified.push(...(await measureVerification(url)));
  } finally {
    await drop();
  }
}
printTable(["database", "writers", "appends / s", "without the chain", "its cost"], appends);
printTable(["database", "events sealed / s"], sealed);
printTable(["followed", "entries", "s", "entries / s"], verified);
process.exit(0);
