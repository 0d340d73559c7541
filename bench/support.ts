// What every benchmark needs: a production server with data of its own, a key for it, and figures in a table.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { AuthorityLevel, ROLES } from "@/lib/platform/auth/access";
import type { Actor } from "@/lib/platform/auth/actor";
import { createKey } from "@/lib/platform/auth/service";
import { closeDatabase, database, replaceDatabase } from "@/lib/platform/db/client";
import { openEmbedded } from "@/lib/platform/db/embedded";
import { openServer } from "@/lib/platform/db/server";
import { childEnv } from "./environment";

const ROOT = join(import.meta.dirname, "..");
export const BENCH_ADMIN: Actor = {
  kind: "person",
  id: "bench",
  name: "Benchmark",
  authority: AuthorityLevel.GUARDIAN,
  scopes: ROLES.admin.scopes,
  projectId: null,
};

export interface BenchServer {
  kind: "embedded" | "postgresql";
  url: string;
  key: string;
  pid: number;
  stop: () => Promise<void>;
}

/** A server on an empty embedded database, or on a fresh database of the PostgreSQL at `postgresUrl`. */
export async function startServer(
  postgresUrl?: string,
  settings: Record<string, string> = {},
): Promise<BenchServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "omoios-bench-"));
  const databaseUrl = postgresUrl ? await createDatabase(postgresUrl) : undefined;
  replaceDatabase(databaseUrl ? openServer(databaseUrl, 4) : openEmbedded(join(dataDir, "pg")));
  const { secret } = await createBenchKey();
  // What wakes other replicas is sent a moment after the commit, and would open a database of its own.
  await delay(100);
  await closeDatabase();
  const { child, url } = await spawnServer({
    ...settings,
    OMOI_DATA_DIR: dataDir,
    ...(databaseUrl ? { DATABASE_URL: databaseUrl, AUTH_SECRET: "x".repeat(32) } : {}),
  });
  const stop = async () => {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await gone;
    rmSync(dataDir, { recursive: true, force: true });
    if (databaseUrl) await dropDatabase(databaseUrl);
  };
  return { kind: databaseUrl ? "postgresql" : "embedded", url, key: secret, pid: child.pid ?? 0, stop };
}

/** A key that may do all that runners do and step in, and the actor that it is. */
export async function createBenchKey(): Promise<{ secret: string; actor: Actor }> {
  const scopes = ["work:read", "work:write", "work:act", "work:run", "costs:write", "guardian:act"] as const;
  const level = "GUARDIAN" as const;
  const input = { name: "bench", scopes: [...scopes], level, projectId: null, expiresInDays: null };
  const { key, secret } = await createKey(BENCH_ADMIN, input);
  const { id, name, projectId } = key;
  return { secret, actor: { kind: "key", id, name, authority: AuthorityLevel[level], scopes, projectId } };
}

/** Starts the production server of this build with data of its own; resolves once it answers. */
export async function spawnServer(
  env: Record<string, string>,
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "scripts/start.mjs"], {
    cwd: ROOT,
    env: childEnv({ PORT: "0", LOG_LEVEL: "warn", RATE_LIMIT_PER_MINUTE: "1000000", ...env }),
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The server ended with ${code}.`)));
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      const address = /OmoiOS runs at (http:\/\/\S+)/.exec(output)?.[1];
      if (address) resolve(address);
    });
  });
  return { child, url };
}

export async function createDatabase(postgresUrl: string, word = "http"): Promise<string> {
  const name = `omoios_bench_${word}_${process.pid}_${Date.now()}`;
  await queryServer(postgresUrl, `CREATE DATABASE ${name}`);
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  return url.href;
}

export async function dropDatabase(databaseUrl: string): Promise<void> {
  const url = new URL(databaseUrl);
  const name = url.pathname.slice(1);
  url.pathname = "/postgres";
  await queryServer(url.href, `DROP DATABASE ${name} WITH (FORCE)`);
}

/** An empty database in the place of the process's own: embedded, or on that PostgreSQL. `drop` it in the end. */
export async function aFreshDatabase(
  word: string,
  postgresUrl?: string,
  poolMax = 10,
): Promise<{ url: string; drop: () => Promise<void> }> {
  const url = postgresUrl ? await createDatabase(postgresUrl, word) : undefined;
  replaceDatabase(url ? openServer(url, poolMax) : openEmbedded(undefined));
  await database();
  const drop = async () => {
    await closeDatabase();
    if (url) await dropDatabase(url);
  };
  return { url: url ?? "", drop };
}

async function queryServer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

export type Ask = [name: string, ask: () => Promise<unknown>];

/** How many milliseconds each of these took, one call after another, after one that is not counted. */
export async function sampleAsks(asks: Ask[], calls: number): Promise<Map<string, number[]>> {
  const figures = new Map<string, number[]>();
  for (const [name, ask] of asks) {
    const samples: number[] = [];
    await ask();
    for (let n = 0; n < calls; n += 1) {
      const start = performance.now();
      await ask();
      samples.push(performance.now() - start);
    }
    figures.set(name, samples);
  }
  return figures;
}

/** The `share` quantile of the samples (nearest rank), in their own unit. */
export function quantile(samples: number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Resident memory of a process in MB (10^6 bytes), on Linux. */
export function residentMb(pid: number): number {
  const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Math.round((Number(kb) * 1024) / 1e6);
}

export function describeMachine(): string {
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
}

export function printTable(head: string[], rows: (string | number)[][]): void {
  const line = (cells: (string | number)[]) => `| ${cells.join(" | ")} |`;
  console.log([line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n"));
}
