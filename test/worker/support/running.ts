// Starting runners for a test, in this process or as the bundled command, and ending them after it.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { afterAll, afterEach, expect } from "vitest";
import type { WorkerConfig } from "@/lib/worker/config";
import { createReporter } from "@/lib/worker/report";
import { Runner } from "@/lib/worker/runner";
import type { Timings } from "@/lib/worker/timings";
import { cliBundle } from "@/scripts/setup/cli-bundle.mjs";
import { FakeControlRoom, KEY } from "./fake-control-room";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

export function temporaryDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "omoios-worker-"));
  endings.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export async function startControlRoom(): Promise<FakeControlRoom> {
  const room = new FakeControlRoom();
  await room.http.start();
  endings.push(async () => {
    await room.http.stop();
    expect(room.violations).toEqual([]);
  });
  return room;
}

const FAST: Partial<Timings> = {
  claimWaitMs: 2_000,
  requestTimeoutMs: 1_500,
  backoffBaseMs: 20,
  backoffMaxMs: 100,
  beatBackoffMaxMs: 100,
  emptyReplyPauseMs: 50,
  killGraceMs: 400,
  deadlineMarginMs: 100,
  leftoverGraceMs: 100,
  logFlushMs: 30,
  drainDeliveryMs: 300,
  drainClaimMs: 50,
};

export interface StartedRunner {
  runner: Runner;
  lines: string[];
  stateDir: string;
  done: Promise<void>;
}

/** A runner in this process, with short waits; `script` is run by sh. */
export function startRunner(
  room: { http: { url: string } },
  script: string | [string, ...string[]],
  own: Partial<WorkerConfig> = {},
  timings: Partial<Timings> = {},
): StartedRunner {
  const stateDir = own.stateDir ?? temporaryDir();
  const config: WorkerConfig = {
    url: room.http.url,
    key: KEY,
    name: "tester",
    capacity: 1,
    capabilities: [],
    phaseAffinity: [],
    model: null,
    labels: {},
    stateDir,
    workdir: stateDir,
    isJson: false,
    profile: "command",
    worktrees: null,
    hasChecks: false,
    command: typeof script === "string" ? ["sh", "-c", script] : script,
    isProfileCommand: false,
    ...own,
  };
  const lines: string[] = [];
  const report = createReporter({ json: false, secret: KEY, write: (line) => lines.push(line) });
  const runner = new Runner(config, report, { ...FAST, ...timings });
  const done = runner.run();
  done.catch(() => {});
  endings.push(async () => {
    for (let signals = 0; signals < 3; signals++) runner.stop();
    await done.catch(() => {});
  });
  return { runner, lines, stateDir, done };
}

let bundle: Promise<string> | null = null;
afterAll(async () => {
  if (bundle) rmSync(dirname(await bundle), { recursive: true, force: true });
});

/** The command as it is published: one file. */
export function bundledCli(): Promise<string> {
  bundle ??= (async () => {
    const outfile = join(mkdtempSync(join(tmpdir(), "omoios-cli-")), "omoios.mjs");
    await build({ ...cliBundle, outfile, logLevel: "error" });
    return outfile;
  })();
  return bundle;
}

export interface Cli {
  child: ChildProcess;
  pid: number;
  stdout(): string;
  stderr(): string;
  /** Exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals | null>;
}

export async function startCli(args: string[], env: Record<string, string> = {}): Promise<Cli> {
  const child = spawn(process.execPath, [await bundledCli(), ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (bytes) => {
    stdout += bytes;
  });
  child.stderr.on("data", (bytes) => {
    stderr += bytes;
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once("close", (code, signal) => resolve(code ?? signal));
  });
  endings.push(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return { child, pid: child.pid ?? 0, stdout: () => stdout, stderr: () => stderr, ended };
}

/** Resolves with the first value that is neither false nor null; fails after the limit. */
export async function eventually<T>(look: () => T | null | false | undefined, limitMs = 30_000): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const found = look();
    if (found !== null && found !== false && found !== undefined) return found;
    if (performance.now() > end) throw new Error(`Not within ${limitMs} ms: ${look}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The process ids that a script has written to the file, one a line; null before there are that many. */
export function pidsIn(file: string, count: number): number[] | null {
  if (!existsSync(file)) return null;
  const pids = readFileSync(file, "utf8").split("\n").filter(Boolean).map(Number);
  return pids.length >= count ? pids : null;
}

/** Zombies are dead: in a container nobody may reap them. */
export function isRunning(pid: number): boolean {
  try {
    return !execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" })
      .trim()
      .startsWith("Z");
  } catch {
    return false;
  }
}
