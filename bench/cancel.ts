// From asking for a cancel to the process being gone, with 50 runners connected: `npm run bench:cancel`.
// Real runners, each with a process of its own; the processes are watched from outside.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { createApiClient } from "@/lib/client/http";
import { ProjectsPage, Task, TasksPage } from "@/lib/work/schema";
import { benchEnv, childEnv } from "./environment";
import { type BenchServer, describeMachine, printTable, quantile, startServer } from "./support";

const RUNNERS = 50;
const CLI = join(import.meta.dirname, "../bin/omoios.mjs");
const AGENT =
  'require("node:fs").writeFileSync(process.env.OMOI_TASK_ID, String(process.pid)); setInterval(() => {}, 1000);';

function startRunner(server: BenchServer, folder: string, n: number): ChildProcess {
  const args = [
    CLI,
    "worker",
    "--url",
    server.url,
    "--name",
    `cancel-${n}`,
    "--state-dir",
    join(folder, `state-${n}`),
  ];
  args.push("--workdir", folder, "--", process.execPath, "-e", AGENT);
  return spawn(process.execPath, args, { env: childEnv({ OMOI_KEY: server.key }), stdio: "ignore" });
}

async function until<T>(look: () => T | undefined | false, what: string, limitMs = 120_000): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const found = look();
    if (found) return found;
    if (performance.now() > end) throw new Error(`Not within ${limitMs} ms: ${what}`);
    await delay(1);
  }
}

async function measure(server: BenchServer): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), "omoios-cancel-"));
  const call = createApiClient({ baseUrl: server.url, key: server.key });
  const runners = Array.from({ length: RUNNERS }, (_, n) => startRunner(server, folder, n));
  const projects = await call({ method: "GET", path: "/projects", reply: ProjectsPage });
  const ticket = await call({
    method: "POST",
    path: "/tickets",
    body: { projectId: projects.items[0]?.id, title: "Cancel" },
    reply: z.object({ id: z.string() }),
  });
  const samples: number[] = [];
  // Each runner holds one task; as one is cancelled, its runner takes the next.
  const total = RUNNERS * 3;
  for (let n = 0; n < total; n += 1) {
    await call({
      method: "POST",
      path: "/tasks",
      body: { ticketId: ticket.id, title: `t${n}` },
      reply: Task,
    });
  }
  for (let done = 0; done < RUNNERS * 2; done += 1) {
    const running = await untilRunning(call);
    const file = join(folder, running);
    const pid = Number(await until(() => existsSync(file) && readFileSync(file, "utf8"), "the agent's pid"));
    const start = performance.now();
    await call({ method: "POST", path: `/tasks/${running}/cancel`, body: { reason: "bench" }, reply: Task });
    await until(() => !existsSync(`/proc/${pid}`), "the process is gone");
    samples.push(performance.now() - start);
  }
  for (const runner of runners) runner.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
  return samples;
}

/** Waits until all runners are busy, and names one of their tasks. */
async function untilRunning(call: ReturnType<typeof createApiClient>): Promise<string> {
  for (;;) {
    const page = await call({
      method: "GET",
      path: "/tasks",
      query: { state: "running", limit: 200 },
      reply: TasksPage,
    });
    const free = page.items.filter((task) => !task.cancel);
    const one = free[Math.floor(Math.random() * free.length)];
    if (free.length >= RUNNERS && one) return one.id;
    await delay(100);
  }
}

console.log(describeMachine());
const rows: (string | number)[][] = [];
for (const postgresUrl of [undefined, benchEnv.TEST_DATABASE_URL]) {
  if (postgresUrl === undefined && rows.length > 0) break;
  const server = await startServer(postgresUrl);
  const samples = await measure(server);
  await server.stop();
  const ms = (share: number) => quantile(samples, share).toFixed(0);
  rows.push([server.kind, RUNNERS, samples.length, ms(0.5), ms(0.95), ms(1)]);
}
printTable(["database", "runners", "cancels", "p50 ms", "p95 ms", "most ms"], rows);
process.exit(0);
