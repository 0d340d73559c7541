import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openServer } from "@/lib/platform/db/server";
import { openFromDump } from "../support/dump";
import { anEmptyDatabase, aServerDatabase, onServer } from "../support/server";

beforeAll(async () => {
  const { drop } = await aServerDatabase(16);
  return drop;
});

/** Columns, constraints, indexes and triggers. Names of NOT NULL constraints differ between versions. */
const SHAPE = `SELECT line FROM (
  SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') AS line
    FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL SELECT 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
  UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
) AS shape ORDER BY line COLLATE "C"`;

describe("replicas that start together", () => {
  it("migrate an empty database once, without waiting for each other to idle, and to what the embedded one has", async () => {
    const { url, drop } = await anEmptyDatabase();
    onTestFinished(drop);
    const started = performance.now();
    const opened = await Promise.all([1, 2, 3].map(() => openServer(url, 2)));
    // One that waits for the one before to idle waits ten seconds.
    expect(performance.now() - started).toBeLessThan(9000);
    const applied = await onServer(url, (client) =>
      client.query("SELECT migration_name, finished_at, rolled_back_at FROM _prisma_migrations"),
    );
    const names = applied.rows.map((row) => row.migration_name);
    expect(new Set(names).size).toBe(names.length);
    for (const row of applied.rows)
      expect([row.finished_at, row.rolled_back_at]).toEqual([expect.any(Date), null]);
    await Promise.all(opened.map((database) => database.close()));
    const pglite = await openFromDump();
    const embedded = await pglite.query(SHAPE);
    await pglite.close();
    const { rows: found } = await onServer(url, (client) => client.query(SHAPE));
    expect(found.length).toBeGreaterThan(150);
    expect(found).toEqual(embedded.rows);
  });

  it("are told by one sentence that the database cannot be reached, without its password", async () => {
    const opening = openServer("postgresql://somebody:hunter2@127.0.0.1:1/none", 2);
    await expect(opening).rejects.toThrow("PostgreSQL could not be reached (ECONNREFUSED)");
    await expect(opening).rejects.not.toThrow("hunter2");
  });
});
