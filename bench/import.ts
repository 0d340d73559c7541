// Importing transcripts beside ccusage: `npm run bench:import`, with TEST_DATABASE_URL also into PostgreSQL.
//
// Both are given the same folder. ccusage reads, adds up and prints; ours does that with --dry-run, and without it
// also records every call in a server of its own, priced, with roll-up and budgets.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createApiClient } from "@/lib/client/http";
import { ProjectsPage } from "@/lib/work/schema";
import { benchEnv, childEnv } from "./environment";
import { type BenchServer, describeMachine, printTable, quantile, startServer } from "./support";
import { writeTranscripts } from "./transcripts";

const { BENCH_LINES: LINES, BENCH_ROUNDS: ROUNDS, TEST_DATABASE_URL } = benchEnv;
const require = createRequire(import.meta.url);
const ROOT = join(import.meta.dirname, "..");
const OURS = [join(ROOT, "bin/omoios.mjs"), "costs", "import"];
const CCUSAGE = [
  join(dirname(require.resolve("ccusage/package.json")), "src/cli.js"),
  "claude",
  "daily",
  "--json",
  "--offline",
];
const LOOK_MS = 5;

interface Run {
  seconds: number;
  /** The most that the process and those it started had in memory, each at its own worst. */
  peakMb: number;
  stdout: string;
}

async function run(args: string[], env: Record<string, string>): Promise<Run> {
  const began = performance.now();
  const child = spawn(process.execPath, args, { env: childEnv(env), stdio: ["ignore", "pipe", "inherit"] });
  const peaks = new Map<number, number>();
  const watch = setInterval(() => {
    for (const pid of familyOf(child.pid ?? 0)) peaks.set(pid, Math.max(peaks.get(pid) ?? 0, peakOf(pid)));
  }, LOOK_MS);
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  clearInterval(watch);
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}.`);
  const peakMb = [...peaks.values()].reduce((sum, kb) => sum + kb, 0) / 1000;
  return { seconds: (performance.now() - began) / 1000, peakMb, stdout };
}

function familyOf(pid: number): number[] {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8")
        .trim()
        .split(" ")
        .filter(Boolean)
        .map(Number),
    );
    return [pid, ...children.flatMap(familyOf)];
  } catch {
    // It ended while it was looked at.
    return [];
  }
}

/** In kB. */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

async function repeat(
  name: string,
  args: string[],
  env: Record<string, string>,
): Promise<(string | number)[]> {
  const runs: Run[] = [];
  // The first fills the cache of files.
  await run(args, env);
  for (let n = 0; n < ROUNDS; n += 1) runs.push(await run(args, env));
  return toRow(name, runs);
}

function toRow(name: string, runs: Run[]): (string | number)[] {
  const of = (pick: (one: Run) => number) => quantile(runs.map(pick), 0.5);
  const seconds = of((one) => one.seconds);
  return [name, seconds.toFixed(2), Math.round(LINES / seconds), Math.round(of((one) => one.peakMb))];
}

/** Into a fresh server: once, since the second time there is nothing left to record; and that second time. */
async function recordInto(
  server: BenchServer,
  folder: string,
  calls: number,
): Promise<(string | number)[][]> {
  const call = createApiClient({ baseUrl: server.url, key: server.key });
  const { items } = await call({ method: "GET", path: "/projects", reply: ProjectsPage });
  const args = [...OURS, folder, "--json", "--project", items[0]?.id ?? ""];
  const env = { OMOI_URL: server.url, OMOI_KEY: server.key };
  try {
    const first = await run(args, env);
    requireEqual("recorded calls", JSON.parse(first.stdout).recorded, calls);
    const again = await run(args, env);
    requireEqual("calls known", JSON.parse(again.stdout).known, calls);
    return [
      toRow(`omoios into ${server.kind}`, [first]),
      toRow(`omoios into ${server.kind}, again`, [again]),
    ];
  } finally {
    await server.stop();
  }
}

function requireEqual(what: string, found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`${what}: ${found} instead of ${expected}.`);
}

const config = mkdtempSync(join(tmpdir(), "omoios-bench-import-"));
const folder = join(config, "projects");
const { bytes, calls, files } = writeTranscripts(config, LINES);
console.log(
  `${LINES} lines, ${files} files, ${Math.round(bytes / 1e6)} MB, ${calls} calls. ${describeMachine()}\n`,
);
const table: (string | number)[][] = [];
try {
  const theirs = { CLAUDE_CONFIG_DIR: config, HOME: config };
  const { totals } = JSON.parse((await run(CCUSAGE, theirs)).stdout);
  const { models } = JSON.parse((await run([...OURS, folder, "--dry-run", "--json"], {})).stdout);
  const output = models.reduce((sum: number, model: { output: number }) => sum + model.output, 0);
  requireEqual("tokens of output", output, totals.outputTokens);
  table.push(await repeat("ccusage 20.0.24", CCUSAGE, theirs));
  table.push(await repeat("omoios --dry-run", [...OURS, folder, "--dry-run", "--json"], {}));
  if (TEST_DATABASE_URL)
    table.push(...(await recordInto(await startServer(TEST_DATABASE_URL), folder, calls)));
  table.push(...(await recordInto(await startServer(), folder, calls)));
  printTable(["", "s", "lines/s", "peak MB"], table);
} finally {
  rmSync(config, { recursive: true, force: true });
}
process.exit(0);
