// Hosts for a test: in this process, against the product's own routes, with runners that are real processes.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach } from "vitest";
import type { HostRequest } from "@/lib/work/schema";
import { StartAgent } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import type { HostConfig } from "@/lib/worker/host/config";
import { type HostFile, HostFile as HostFileSchema } from "@/lib/worker/host/file";
import { Host } from "@/lib/worker/host/host";
import { findLockHolder } from "@/lib/worker/lock";
import { createReporter } from "@/lib/worker/report";
import type { Timings } from "@/lib/worker/timings";
import { ADMIN, aKey, aProject, type TestKey } from "../../support/makers";
import { bundledCli, eventually, isRunning, temporaryDir } from "./running";

const FAST: Partial<Timings> = {
  requestTimeoutMs: 2_000,
  backoffBaseMs: 20,
  backoffMaxMs: 200,
  beatBackoffMaxMs: 200,
  agentPollMs: 20,
  logCheckMs: 20,
  restartBaseMs: 20,
  restartMaxMs: 50,
  drainDeliveryMs: 2_000,
};

/** Waits for `go` in its directory, then ends well. */
export const UNTIL_GO = "until [ -e go ]; do sleep 0.05; done; echo done";

export interface HostWorld {
  project: { id: string };
  key: TestKey;
  dir: string;
  stateDir: string;
}

export async function aHostWorld(): Promise<HostWorld> {
  const project = await aProject();
  const dir = temporaryDir();
  const stateDir = join(dir, "state");
  // Runners outlive their host, and so they would outlive the test.
  endings.push(() => killRunners(stateDir));
  return { project, key: await aKey({ project }), dir, stateDir };
}

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

type Given = Partial<Omit<HostConfig, "templates">> & {
  templates?: Partial<HostFile["templates"][number]>[];
  timings?: Partial<Timings>;
};

export interface StartedHost {
  host: Host;
  lines: string[];
  done: Promise<void>;
}

export async function startHost(url: string, world: HostWorld, own: Given = {}): Promise<StartedHost> {
  const { templates = [{}], timings, ...rest } = own;
  const file = HostFileSchema.parse({
    templates: templates.map((template) => ({ name: "coder", command: ["sh", "-c", UNTIL_GO], ...template })),
  });
  const config: HostConfig = {
    ...{ url, key: world.key.secret, name: "box", agentsMax: 2, stateDir: world.stateDir, isJson: false },
    ...{ baseDir: world.dir, omoios: [process.execPath, await bundledCli()], env: process.env },
    ...{ ...rest, templates: file.templates },
  };
  const lines: string[] = [];
  const report = createReporter({ json: false, secret: config.key, write: (line) => lines.push(line) });
  const host = new Host(config, report, { ...FAST, ...timings });
  const done = host.run();
  done.catch(() => {});
  endings.push(async () => {
    for (let signals = 0; signals < 3; signals++) host.stop();
    await done.catch(() => {});
  });
  return { host, lines, done };
}

/** The host as the control room knows it, once it does. */
export async function hostOf({ project }: HostWorld) {
  return eventuallyAsync(async () => {
    const { items } = await work.listHosts(ADMIN, { project: project.id, includeRetired: true, limit: 9 });
    return items.find((item) => item.projectId === project.id) ?? null;
  });
}

export async function ask(world: HostWorld, template = "coder"): Promise<HostRequest> {
  const { id } = await hostOf(world);
  return work.startAgent(ADMIN, id, StartAgent.parse({ template, reason: "More hands." }));
}

export async function requestOf(world: HostWorld, { id }: { id: string }): Promise<HostRequest> {
  const host = await hostOf(world);
  const { items } = await work.listHostRequests(ADMIN, host.id, { limit: 50 });
  const found = items.find((item) => item.id === id);
  if (!found) throw new Error(`There is no request ${id}.`);
  return found;
}

/** Asks for an agent and waits until it runs; its runner's process id comes from the runner's own lock. */
export async function started(world: HostWorld, template = "coder") {
  const request = await ask(world, template);
  const done = await eventuallyAsync(async () => {
    const now = await requestOf(world, request);
    return now.status === "done" ? now : null;
  });
  return { request: done, agentId: done.agentId ?? "", pid: pidOf(world, request) };
}

function homeOf({ stateDir }: HostWorld, { id }: { id: string }): string {
  return join(stateDir, "agents", id);
}

export function pidOf(world: HostWorld, request: { id: string }): number {
  return findLockHolder(join(homeOf(world, request), "state", "lock"))?.pid ?? 0;
}

export function runnerLogOf(world: HostWorld, request: { id: string }): string {
  return join(homeOf(world, request), "runner.log");
}

export const go = ({ dir }: HostWorld) => writeFileSync(join(dir, "go"), "");

async function killRunners(stateDir: string): Promise<void> {
  const agents = join(stateDir, "agents");
  for (const id of existsSync(agents) ? readdirSync(agents) : []) {
    const pid = findLockHolder(join(agents, id, "state", "lock"))?.pid;
    if (!pid) continue;
    process.kill(pid, "SIGKILL");
    await eventually(() => !isRunning(pid));
  }
}

export async function eventuallyAsync<T>(look: () => Promise<T | null>, limitMs = 30_000): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > end) throw new Error(`Not within ${limitMs} ms: ${look}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** What a process was started with: its words and its environment. */
export function startOf(pid: number): { words: string; environment: string[] } {
  const read = (name: string) => readFileSync(`/proc/${pid}/${name}`, "utf8");
  return { words: read("cmdline"), environment: read("environ").split("\0") };
}
