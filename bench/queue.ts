// The queue beside pg-boss on the same PostgreSQL: `TEST_DATABASE_URL=… npm run bench:queue`.
//
// Both in this process, through their own services: ours with attempts and events written, pg-boss with its
// defaults. Rounds alternate, so that whatever else the machine does falls on both.
import { readdirSync, readFileSync } from "node:fs";
import { PgBoss } from "pg-boss";
import { closeDatabase, database, replaceDatabase } from "@/lib/platform/db/client";
import { openServer } from "@/lib/platform/db/server";
import { CreateTask, CreateTicket, PlaceHold, RegisterAgent } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import { benchEnv } from "./environment";
import {
  BENCH_ADMIN,
  createBenchKey,
  createDatabase,
  describeMachine,
  dropDatabase,
  printTable,
  quantile,
} from "./support";

const { BENCH_ROUNDS: ROUNDS, BENCH_JOBS: JOBS } = benchEnv;
const QUEUE = "bench";

interface Contender {
  name: string;
  fill: (jobs: number) => Promise<void>;
  /** Claims and completes until the queue is empty; returns how many. */
  drain: (workers: number, batch: number) => Promise<number>;
}

interface Round {
  perSecond: number;
  cpuMs: number;
}

async function omoios(
  name: string,
  url: string,
): Promise<Contender & { fillOld: (jobs: number) => Promise<void> }> {
  const own = openServer(url, 20);
  replaceDatabase(own);
  const { actor } = await createBenchKey();
  const project = await work.findProjectBySlug(BENCH_ADMIN, "default");
  const ticketOf = (title: string) =>
    work.createTicket(BENCH_ADMIN, CreateTicket.parse({ projectId: project?.id, title }));
  const enqueue = async (ticketId: string, jobs: number) => {
    for (let done = 0; done < jobs; done += 500) {
      const row = { ...CreateTask.parse({ ticketId, title: "job", description: "{}" }), dependsOnKeys: [] };
      await work.createTasks(BENCH_ADMIN, {
        tasks: Array.from({ length: Math.min(500, jobs - done) }, () => row),
      });
    }
  };
  const ticket = await ticketOf("bench");
  const agents = await Promise.all(
    Array.from({ length: 32 }, async (_, n) => {
      const input = RegisterAgent.parse({ name: `bench-${n}`, capacity: 100 });
      return (await work.registerAgent(actor, input)).agent.id;
    }),
  );
  const one = async (agentId: string, batch: number) => {
    let count = 0;
    for (;;) {
      const { claims } = await work.claimTasks(actor, { agentId, max: batch, waitMs: 0 });
      if (claims.length === 0) return count;
      const rows = claims.map(({ task, attempt, fence }) => {
        return { taskId: task.id, attemptId: attempt.id, fence, result: {}, usage: null };
      });
      const [row] = rows;
      if (rows.length === 1 && row) await work.completeTask(actor, row.taskId, row);
      else await work.completeTasks(actor, { tasks: rows });
      count += claims.length;
    }
  };
  return {
    name,
    fill: (jobs) => {
      replaceDatabase(own);
      return enqueue(ticket.id, jobs);
    },
    drain: async (workers, batch) => {
      const counts = await Promise.all(agents.slice(0, workers).map((agentId) => one(agentId, batch)));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    fillOld: async (jobs) => {
      const held = await ticketOf("held");
      await enqueue(held.id, jobs);
      const scope = { kind: "ticket" as const, ticketId: held.id };
      await work.placeHold(BENCH_ADMIN, PlaceHold.parse({ scope, reason: "benchmark" }));
      await work.tick();
      await finishMany(ticket.id, jobs);
      const { prisma } = await database();
      await prisma.$executeRawUnsafe("VACUUM ANALYZE tasks");
    },
  };
}

/** Finished tasks as they would be after a long time; made in one statement, since only their presence matters. */
async function finishMany(ticketId: string, jobs: number): Promise<void> {
  const { prisma } = await database();
  await prisma.$executeRaw`
    INSERT INTO tasks (id, project_id, ticket_id, phase, type, title, description, priority, required_capabilities,
      timeout_seconds, max_attempts, state, finished_at, created_by)
    SELECT 'task_0' || lpad(n::text, 25, '0'), k.project_id, k.id, k.phase, 'task', 'old', '{}', 'LOW', '{}', 3600, 3,
      'completed', now(), 'bench'
    FROM generate_series(1, ${jobs}::int) AS n JOIN tickets k ON k.id = ${ticketId}`;
}

async function pgBoss(url: string): Promise<Contender & { stop: () => Promise<void> }> {
  const boss = new PgBoss(url);
  boss.on("error", console.error);
  await boss.start();
  await boss.createQueue(QUEUE);
  const one = async (batch: number) => {
    let count = 0;
    for (;;) {
      const jobs = await boss.fetch(QUEUE, { batchSize: batch });
      if (jobs.length === 0) return count;
      await boss.complete(
        QUEUE,
        jobs.map((job) => job.id),
        {},
      );
      count += jobs.length;
    }
  };
  return {
    name: "pg-boss",
    fill: async (jobs) => {
      for (let done = 0; done < jobs; done += 500) {
        await boss.insert(
          QUEUE,
          Array.from({ length: Math.min(500, jobs - done) }, () => ({ data: {} })),
        );
      }
    },
    drain: async (workers, batch) => {
      const counts = await Promise.all(Array.from({ length: workers }, () => one(batch)));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    stop: () => boss.stop({ graceful: false }),
  };
}

async function measure(contender: Contender, workers: number, batch: number): Promise<Round> {
  await contender.fill(JOBS);
  const cpu = cpuSeconds();
  const start = performance.now();
  const done = await contender.drain(workers, batch);
  const ms = performance.now() - start;
  if (done !== JOBS) throw new Error(`${contender.name} did ${done} of ${JOBS} jobs.`);
  return { perSecond: (done / ms) * 1000, cpuMs: ((cpuSeconds() - cpu) * 1000) / done };
}

/** CPU time used so far by this process and by every PostgreSQL process, those that have ended included. */
function cpuSeconds(): number {
  const own = process.cpuUsage();
  let ticks = 0;
  for (const pid of readdirSync("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      if (readFileSync(`/proc/${pid}/comm`, "utf8").trim() !== "postgres") continue;
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      for (const at of [11, 12, 13, 14]) ticks += Number(fields[at]);
    } catch {
      // It ended while it was looked at; its parent has its time.
    }
  }
  return (own.user + own.system) / 1e6 + ticks / 100;
}

const median = (values: number[]) => quantile(values, 0.5);

async function compare(ours: Contender, other: Contender, workers: number, batch: number, times: number) {
  const rounds: [Round, Round][] = [];
  for (let n = 0; n < times; n += 1) {
    rounds.push([await measure(ours, workers, batch), await measure(other, workers, batch)]);
  }
  const perSecond = [0, 1].map((at) => median(rounds.map((round) => round[at as 0 | 1].perSecond)));
  const cpuMs = [0, 1].map((at) => median(rounds.map((round) => round[at as 0 | 1].cpuMs)));
  const ratio = median(rounds.map(([a, b]) => a.perSecond / b.perSecond));
  return { perSecond, cpuMs, ratio };
}

const HEAD = ["workers", "batch", "A", "B", "A /s", "B /s", "A ÷ B", "A CPU ms/job", "B CPU ms/job"];

async function compareShapes(a: Contender, b: Contender): Promise<void> {
  // The first round fills caches.
  await compare(a, b, 8, 1, 1);
  const rows: (string | number)[][] = [];
  for (const [workers, batch] of [
    [8, 1],
    [32, 1],
    [8, 10],
  ] as const) {
    const { perSecond, cpuMs, ratio } = await compare(a, b, workers, batch, ROUNDS);
    const figures = [...perSecond.map((value) => value.toFixed(0)), ratio.toFixed(2)];
    rows.push([workers, batch, a.name, b.name, ...figures, ...cpuMs.map((value) => value.toFixed(2))]);
  }
  printTable(HEAD, rows);
}

const url = benchEnv.TEST_DATABASE_URL;
if (!url) throw new Error("Set TEST_DATABASE_URL to a PostgreSQL 17 with pgvector.");
const urls = await Promise.all(["queue", "full", "boss"].map((word) => createDatabase(url, word)));
const [emptyUrl = "", fullUrl = "", bossUrl = ""] = urls;
console.log(describeMachine());
const empty = await omoios("OmoiOS", emptyUrl);
const boss = await pgBoss(bossUrl);
await compareShapes(empty, boss);
await boss.stop();
const full = await omoios("OmoiOS, 100,000 finished and 100,000 held", fullUrl);
await full.fillOld(100_000);
await compareShapes(full, empty);
await closeDatabase();
for (const each of urls) await dropDatabase(each);
process.exit(0);
