// The ledger: records a second, and what its pages ask for. `TEST_DATABASE_URL=… npm run bench:costs` (without it:
// embedded alone, with a tenth of the records).
import {
  CostRecordsQuery,
  CostSummaryQuery,
  CreateBudget,
  ForecastQuery,
  RecommendationsQuery,
  RecordCosts,
} from "@/lib/costs/schema";
import * as costs from "@/lib/costs/service";
import * as work from "@/lib/work/service";
import { benchEnv } from "./environment";
import { seedLists, seedRecords } from "./seed";
import {
  type Ask,
  aFreshDatabase,
  BENCH_ADMIN,
  describeMachine,
  printTable,
  quantile,
  sampleAsks,
} from "./support";

const RECORDS = benchEnv.BENCH_RECORDS;
const TASKS = 30_000;
const BATCH = 1000;
const BATCHES = 30;
const CALLS = 40;
const DAY_MS = 86_400_000;

async function asks(): Promise<Ask[]> {
  const project = (await work.findProjectBySlug(BENCH_ADMIN, "default"))?.id;
  const ago = (days: number) => new Date(Math.floor(Date.now() / DAY_MS - days) * DAY_MS).toISOString();
  const sums = (query: object) => () => costs.getCostSummary(BENCH_ADMIN, CostSummaryQuery.parse(query));
  const records = (query: object) => () => costs.listCostRecords(BENCH_ADMIN, CostRecordsQuery.parse(query));
  const page = await costs.listCostRecords(BENCH_ADMIN, CostRecordsQuery.parse({ limit: 200, to: ago(1) }));
  const some = page.items.find((record) => record.ticketId);
  const [ticket, agent, phase, task] = [some?.ticketId, some?.agentId, some?.phase, some?.taskId ?? ""];
  return [
    ["overview, today", sums({ by: "model", from: ago(0) })],
    ...["ticket", "agent", "phase", "model"].map(
      (by): Ask => [`30 days by ${by}`, sums({ by, from: ago(30) })],
    ),
    ["30 days by day and model", sums({ by: "day", split: "model", from: ago(30) })],
    ["30 days by day and model of a project", sums({ by: "day", split: "model", from: ago(30), project })],
    ["30 days by day, Asia/Kolkata", sums({ by: "day", zone: "Asia/Kolkata", from: ago(30) })],
    ["all time by model", sums({ by: "model" })],
    ["an agent by model", sums({ by: "model", agent })],
    ["a ticket by task", sums({ by: "task", ticket })],
    ["a task by source", () => costs.reconcileCosts(BENCH_ADMIN, { task })],
    ["records", records({})],
    ["records of a project", records({ project })],
    ["records, next page", records({ cursor: page.nextCursor ?? undefined })],
    ["records of a day", records({ from: ago(40), to: ago(39) })],
    ["records of a ticket", records({ ticket })],
    ["records of an agent", records({ agent })],
    ["records of a phase", records({ phase })],
    ["records of a model", records({ model: "claude-haiku-4-5" })],
    ["records of a model that few call", records({ model: "rare-model" })],
    ["records of a model that none calls", records({ model: "no-such-model" })],
    ["records without a price", records({ status: "unpriced" })],
    ["records that do not count", records({ counted: "false" })],
    ["records of a source that told nothing", records({ source: "import" })],
    ["records without a phase", records({ phase: "none" })],
    ["records without a ticket", records({ ticket: "none" })],
    ["budgets", () => costs.listBudgets(BENCH_ADMIN, { limit: 100 })],
    ["forecast", () => costs.getForecast(BENCH_ADMIN, ForecastQuery.parse({}))],
    ["forecast of a project", () => costs.getForecast(BENCH_ADMIN, ForecastQuery.parse({ project }))],
    [
      "recommendations",
      () => costs.listRecommendations(BENCH_ADMIN, RecommendationsQuery.parse({ project })),
    ],
  ];
}

/** What the clock works out, which no page waits for. */
async function workOut(): Promise<Record<string, number>> {
  const project = (await work.findProjectBySlug(BENCH_ADMIN, "default"))?.id ?? "";
  const timed = async (run: () => Promise<unknown>) => {
    const start = performance.now();
    await run();
    return Math.round(performance.now() - start);
  };
  return {
    "all forecasts, ms": await timed(() => costs.renewForecasts()),
    "recommendations of a project, ms": await timed(() => costs.lookAgain(BENCH_ADMIN, { project })),
  };
}

/** Records a second, in requests of 1,000, by one recorder and by four at once. */
async function ingest(recorders: number): Promise<number> {
  const { items } = await costs.listCostRecords(BENCH_ADMIN, CostRecordsQuery.parse({ limit: 200 }));
  const requests = Array.from({ length: BATCHES }, (_, batch) =>
    RecordCosts.parse({
      records: Array.from({ length: BATCH }, (_, n) => ({
        externalId: `${recorders}-${batch}-${n}`,
        provider: "anthropic",
        model: n % 3 === 0 ? "claude-opus-4-5" : "claude-haiku-4-5",
        tokens: { input: 1200 + n, cacheRead: 30_000 + n, cacheWrite5m: 800, output: 350 },
        taskId: items[(batch * BATCH + n) % items.length]?.taskId ?? undefined,
      })),
    }),
  );
  const start = performance.now();
  await Promise.all(
    Array.from({ length: recorders }, async () => {
      for (let next = requests.pop(); next; next = requests.pop()) await costs.recordCosts(BENCH_ADMIN, next);
    }),
  );
  return (BATCHES * BATCH * 1000) / (performance.now() - start);
}

async function measure(records: number) {
  await seedLists({ tasks: TASKS, tickets: 2000 });
  await seedRecords(records);
  for (const period of ["daily", "monthly"] as const) {
    const input = { scope: { kind: "global" }, limit: "99999999", period, onExceed: "notify" };
    await costs.createBudget(BENCH_ADMIN, CreateBudget.parse(input));
  }
  const workedOut = await workOut();
  const figures = await sampleAsks(await asks(), CALLS);
  const perSecond = [await ingest(1), await ingest(4)];
  // What was recorded last still wakes its readers; that needs the database.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return { figures, perSecond, workedOut };
}

const results: { kind: string; barMs: number; measured: Awaited<ReturnType<typeof measure>> }[] = [];
console.log(`${describeMachine()}; ${RECORDS} records on PostgreSQL, ${RECORDS / 10} embedded`);
const embedded = await aFreshDatabase("costs");
results.push({ kind: "embedded", barMs: 200, measured: await measure(RECORDS / 10) });
await embedded.drop();
if (benchEnv.TEST_DATABASE_URL) {
  const { drop } = await aFreshDatabase("costs", benchEnv.TEST_DATABASE_URL);
  results.push({ kind: "PostgreSQL", barMs: 100, measured: await measure(RECORDS) });
  await drop();
}
printTable(
  [
    "database",
    ...["records/s by one", "records/s by four"],
    ...Object.keys(results[0]?.measured.workedOut ?? {}),
  ],
  results.map(({ kind, measured }) => [
    kind,
    ...measured.perSecond.map((n) => Math.round(n)),
    ...Object.values(measured.workedOut),
  ]),
);
printTable(
  ["ask", ...results.flatMap(({ kind, barMs }) => [`${kind} p50 ms`, `p95 ms (${barMs})`])],
  [...(results[0]?.measured.figures.keys() ?? [])].map((name) => [
    name,
    ...results.flatMap(({ measured, barMs }) => {
      const samples = measured.figures.get(name) ?? [];
      const p95 = quantile(samples, 0.95);
      return [quantile(samples, 0.5).toFixed(1), `${p95.toFixed(1)}${p95 > barMs ? " OVER" : ""}`];
    }),
  ]),
);
process.exit(0);
