// From asking for a cancel to the process being gone, with 100 runners connected: `npm run bench:cancel`. Once as a
// cancel of the task, once as an intervention of the guardian, in turns. Real runners, each with a process of its own;
// the processes are watched from outside.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { type ApiCall, createApiClient } from "@/lib/client/http";
import { ProjectsPage, Task, TasksPage } from "@/lib/work/schema";
import { benchEnv, childEnv } from "./environment";
import { type BenchServer, describeMachine, printTable, quantile, startServer } from "./support";

const RUNNERS = benchEnv.BENCH_RUNNERS;
const CANCELS = 100;
const CLI = join(import.meta.dirname, "../bin/omoios.mjs");
const AGENT = 'echo $$ > "$OMOI_TASK_ID"; exec sleep 100000';

const ROUTES: Record<string, (call: ApiCall, taskId: string) => Promise<unknown>> = {
  "tasks/{id}/cancel": (call, taskId) =>
    call({ method: "POST", path: `/tasks/${taskId}/cancel`, body: { reason: "bench" }, reply: Task }),
  "guardian/intervention/cancel-task": (call, taskId) =>
    call({
      method: "POST",
      path: "/guardian/intervention/cancel-task",
      body: { taskId, reason: "bench" },
      reply: z.object({ status: z.literal("executed") }),
    }),
};

function startRunner(server: BenchServer, folder: string, n: number): ChildProcess {
  const options = ["--url", server.url, "--name", `cancel-${n}`, "--state-dir", join(folder, `state-${n}`)];
  const args = [CLI, "worker", ...options, "--workdir", folder, "--", "sh", "-c", AGENT];
  return spawn(process.execPath, args, { env: childEnv({ OMOI_KEY: server.key }), stdio: "ignore" });
}

async function until<T>(look: () => T | undefined | false, what: string, limitMs = 240_000): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const found = look();
    if (found) return found;
    if (performance.now() > end) throw new Error(`Not within ${limitMs} ms: ${what}`);
    await delay(1);
  }
}

async function measure(server: BenchServer): Promise<Map<string, number[]>> {
  const folder = mkdtempSync(join(tmpdir(), "omoios-cancel-"));
  const call = createApiClient({ baseUrl: server.url, key: server.key });
  const runners = Array.from({ length: RUNNERS }, (_, n) => startRunner(server, folder, n));
  try {
    await createTasks(call, RUNNERS + CANCELS * Object.keys(ROUTES).length);
    const samples = new Map(Object.keys(ROUTES).map((route) => [route, [] as number[]]));
    for (let done = 0; done < CANCELS; done += 1) {
      // Each runner holds one task; as one is cancelled, its runner takes the next.
      for (const [route, cancel] of Object.entries(ROUTES)) {
        const taskId = await untilRunning(call);
        const file = join(folder, taskId);
        const pid = await until(
          () => existsSync(file) && Number(readFileSync(file, "utf8")),
          "its process id",
        );
        const start = performance.now();
        await cancel(call, taskId);
        await until(() => !existsSync(`/proc/${pid}`), "the process is gone");
        samples.get(route)?.push(performance.now() - start);
      }
    }
    return samples;
  } finally {
    for (const runner of runners) runner.kill("SIGTERM");
    await delay(500);
    for (const runner of runners) runner.kill("SIGTERM");
    await Promise.all(runners.map((runner) => until(() => runner.exitCode !== null, "the runner ends")));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function createTasks(call: ApiCall, count: number): Promise<void> {
  const projects = await call({ method: "GET", path: "/projects", reply: ProjectsPage });
  const ticket = await call({
    method: "POST",
    path: "/tickets",
    body: { projectId: projects.items[0]?.id, title: "Cancel" },
    reply: z.object({ id: z.string() }),
  });
  const tasks = Array.from({ length: count }, (_, n) => ({ ticketId: ticket.id, title: `t${n}` }));
  for (let from = 0; from < count; from += 500) {
    const body = { tasks: tasks.slice(from, from + 500) };
    await call({ method: "POST", path: "/tasks/batch", body, reply: z.object({}) });
  }
}

/** Waits until all runners are busy, and names one of their tasks. */
async function untilRunning(call: ApiCall): Promise<string> {
  for (;;) {
    const query = { state: "running", limit: 200 };
    const page = await call({ method: "GET", path: "/tasks", query, reply: TasksPage });
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
  for (const [route, samples] of await measure(server)) {
    const ms = (share: number) => quantile(samples, share).toFixed(0);
    rows.push([server.kind, route, RUNNERS, samples.length, ms(0.5), ms(0.95), ms(1)]);
  }
  await server.stop();
}
printTable(["database", "route", "runners", "cancels", "p50 ms", "p95 ms", "most ms"], rows);
process.exit(0);
