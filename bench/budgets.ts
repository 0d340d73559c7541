// What budgets cost the queue: `TEST_DATABASE_URL=… npm run bench:budgets`.
//
// Claims and completions without a budget, under one with room, and under one that is nearly spent; then one claim
// behind tasks that no budget can carry, before and after they are set aside.

import { CreateBudget } from "@/lib/costs/schema";
import * as costs from "@/lib/costs/service";
import { recordEnds } from "@/lib/costs/service/ends";
import { settleParking } from "@/lib/costs/service/parking";
import { database } from "@/lib/platform/db/client";
import { transact } from "@/lib/platform/db/transact";
import { CreateTask, CreateTicket, RegisterAgent } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import { benchEnv } from "./environment";
import {
  aFreshDatabase,
  BENCH_ADMIN,
  createBenchKey,
  describeMachine,
  printTable,
  quantile,
} from "./support";

const { BENCH_ROUNDS: ROUNDS, BENCH_JOBS: JOBS, TEST_DATABASE_URL: server } = benchEnv;
const BEHIND = 100_000;
const WORKERS = 16;

if (!server) throw new Error("TEST_DATABASE_URL names no PostgreSQL.");
const { drop } = await aFreshDatabase("budgets", server, 20);
const { prisma } = await database();
const { actor } = await createBenchKey();
const project = await work.findProjectBySlug(BENCH_ADMIN, "default");
const projectId = project?.id ?? "";
const ticket = await work.createTicket(BENCH_ADMIN, CreateTicket.parse({ projectId, title: "bench" }));
const agents = await Promise.all(
  Array.from({ length: WORKERS }, async (_, n) => {
    const input = RegisterAgent.parse({ name: `bench-${n}`, capacity: 100 });
    return (await work.registerAgent(actor, input)).agent.id;
  }),
);
await prisma.$executeRaw`
  INSERT INTO cost_norms (project_id, phase, p90_usd, samples) VALUES (${projectId}, 'IMPLEMENTATION', 1, 50), (${projectId}, 'TESTING', 100, 50)`;

async function fill(jobs: number): Promise<void> {
  const row = {
    ...CreateTask.parse({ ticketId: ticket.id, title: "job", phase: "IMPLEMENTATION" }),
    dependsOnKeys: [],
  };
  for (let done = 0; done < jobs; done += 500) {
    await work.createTasks(BENCH_ADMIN, { tasks: Array(Math.min(500, jobs - done)).fill(row) });
  }
}

/** Claims one at a time and completes until the queue is empty. */
async function drain(isPaid: boolean): Promise<void> {
  const one = async (agentId: string) => {
    for (let idle = 0; idle < 20; ) {
      const { claims } = await work.claimTasks(actor, { agentId, max: 1, waitMs: 0 });
      const [claim] = claims;
      if (!claim) {
        idle += 1;
        await new Promise((resolve) => setTimeout(resolve, 10));
        continue;
      }
      idle = 0;
      const { task, attempt, fence } = claim;
      await work.completeTask(actor, task.id, { attemptId: attempt.id, fence, result: {}, usage: null });
      // What the dispatcher does, in its own time, with many at once.
      if (isPaid) ended.push({ taskId: task.id, attemptId: attempt.id });
    }
  };
  const ended: { taskId: string; attemptId: string }[] = [];
  let isOver = false;
  const settling = (async () => {
    while (!isOver || ended.length > 0) {
      const batch = ended.splice(0, 100);
      if (batch.length > 0) await transact("bench.end", (tx) => recordEnds(tx, batch));
      else await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  await Promise.all(agents.map(one));
  isOver = true;
  await settling;
}

const scope = { kind: "project" as const, projectId };
const aBudget = (limit: string) => costs.createBudget(BENCH_ADMIN, CreateBudget.parse({ scope, limit }));

async function measure(name: string, limit: string | null): Promise<string[]> {
  const perSecond: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await fill(JOBS);
    const budget = limit === null ? null : await aBudget(limit);
    const started = performance.now();
    await drain(budget !== null);
    // Without the waits in which the last of them find nothing.
    perSecond.push(JOBS / ((performance.now() - started - 200) / 1000));
    if (budget) await costs.deleteBudget(BENCH_ADMIN, budget.id);
  }
  return [name, Math.round(quantile(perSecond, 0.5)).toLocaleString("en")];
}

async function claimMs(times: number): Promise<string> {
  const took: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const started = performance.now();
    const agentId = agents[n % agents.length] ?? "";
    const { claims } = await work.claimTasks(actor, { agentId, max: 1, waitMs: 0 });
    took.push(performance.now() - started);
    for (const { task, attempt, fence } of claims)
      await work.completeTask(actor, task.id, { attemptId: attempt.id, fence, result: {}, usage: null });
  }
  return `${quantile(took, 0.5).toFixed(1)} ms (p95 ${quantile(took, 0.95).toFixed(1)})`;
}

try {
  console.log(describeMachine());
  const rows = [
    await measure("no budget", null),
    await measure("a budget with room", "1000000"),
    await measure("a budget that carries 10 tasks at a time", "10.5"),
  ];
  printTable(["claimed and completed, one at a time, 16 agents", "per second"], rows);
  await prisma.$executeRaw`
    INSERT INTO tasks (id, project_id, ticket_id, phase, type, title, description, priority, effective_priority,
      required_capabilities, timeout_seconds, max_attempts, created_by)
    SELECT 'task_' || lpad(n::text, 26, '0'), ${projectId}, ${ticket.id}, 'TESTING', 'task', 't', '', 'HIGH', 'HIGH', '{}', 60,
      1, 'bench' FROM generate_series(1, ${BEHIND}::int) AS n`;
  await prisma.$executeRaw`VACUUM ANALYZE tasks`;
  await aBudget("50");
  await fill(200);
  const before = await claimMs(10);
  const started = performance.now();
  await settleParking();
  const settled = `${Math.round(performance.now() - started)} ms`;
  printTable(
    [`one claim behind ${BEHIND.toLocaleString("en")} tasks that the budget cannot carry`, "median"],
    [
      ["before they are set aside", before],
      ["setting them aside", settled],
      ["after", await claimMs(100)],
    ],
  );
} finally {
  await drop();
}
process.exit(0);
