// A ledger of the release before: what it holds is put down to sources and months, and adds up as it did.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { PrismaPGlite } from "pglite-prisma-adapter";
import { expect, it, onTestFinished } from "vitest";
import { applyMigrations, listMigrations, PRISMA_DIR } from "@/lib/platform/db/migrate";

it("an older ledger keeps its records, by month, each attempt with its source, and its sums", async () => {
  const before = mkdtempSync(join(tmpdir(), "omoi-prisma-"));
  cpSync(PRISMA_DIR, before, { recursive: true });
  for (const name of listMigrations().filter((each) => each > "010")) {
    rmSync(join(before, "migrations", name), { recursive: true });
  }
  const pglite = await PGlite.create({ extensions: { vector } });
  onTestFinished(async () => {
    await pglite.close();
    rmSync(before, { recursive: true });
  });
  const adapter = new PrismaPGlite(pglite);
  await applyMigrations(adapter, before);
  await pglite.exec(`
    INSERT INTO cost_records (id, project_id, attempt_id, source, external_id, provider, model, raw_model, input_tokens,
      cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, total_cost, status, occurred_at)
    SELECT 'cost_' || n, 'prj', CASE WHEN n < 3 THEN 'att_' || n END, CASE WHEN n < 3 THEN 'runner' ELSE 'api' END,
      'call-' || n, 'p', CASE WHEN n = 4 THEN 'unknown' ELSE 'm' END, 'm', 1, 0, 0, 0, 0, CASE WHEN n <> 4 THEN n END,
      CASE WHEN n <> 4 THEN 'priced' ELSE 'unpriced' END,
      CASE n WHEN 1 THEN now() WHEN 2 THEN now() - interval '40 days' WHEN 3 THEN '2001-01-01T00:00:00Z' ELSE now() END
    FROM generate_series(1, 4) AS n;
    INSERT INTO cost_rollups SELECT date_trunc('hour', occurred_at), project_id, '', '', '', provider, model, 1,
      (status = 'unpriced')::int, 1, 0, 0, 0, 0, coalesce(total_cost, 0) FROM cost_records;
    INSERT INTO budgets (id, scope_kind, scope_label, limit_usd, period, zone, warn_at, critical_at, on_exceed, created_by)
    VALUES ('bud', 'global', 'All', 100, 'once', 'UTC', 0.8, 0.95, 'pause', 'usr')`);
  expect(await applyMigrations(adapter)).toContain("011_cost_sources");
  const rows = async (sql: string) => (await pglite.query(sql)).rows;
  expect(await rows("SELECT * FROM cost_sources ORDER BY 1")).toEqual([
    { attempt_id: "att_1", source: "runner" },
    { attempt_id: "att_2", source: "runner" },
  ]);
  expect(await rows("SELECT model FROM cost_unpriced")).toEqual([{ model: "unknown" }]);
  const months =
    "SELECT count(*)::int AS n, tableoid::regclass::text AS part FROM cost_records GROUP BY 2 ORDER BY 2";
  const month = (days: number) => {
    const at = new Date(Date.now() - days * 86_400_000);
    return `cost_records_${at.toISOString().slice(0, 7).replace("-", "_")}`;
  };
  expect(await rows(months)).toEqual([
    { n: 1, part: month(40) },
    { n: 2, part: month(0) },
    { n: 1, part: "cost_records_default" },
  ]);
  const spent =
    "SELECT spent::text, unpriced::int, assumed::text FROM budgets b, budget_spent(b, '1970-01-01', NULL)";
  expect(await rows(spent)).toEqual([{ spent: "6.000000000000", unpriced: 1, assumed: "0.000000000000" }]);
  expect(
    await rows(
      "SELECT count(*)::int AS n FROM cost_records WHERE is_counted AND is_sum = (source = 'runner')",
    ),
  ).toEqual([{ n: 4 }]);
});
