// One look at many policies: `TEST_DATABASE_URL=… npm run bench:policies`; without it on the embedded database.
//
// 200 policies over 5,000 live tasks: reading the facts, asking every condition, and noting what holds.

import { compilePolicy } from "@/lib/guardian/rules/policies/compile";
import { evaluate } from "@/lib/guardian/rules/policies/evaluate";
import { toSnapshot } from "@/lib/guardian/rules/policies/snapshot";
import { lookAtPolicies, putPolicy } from "@/lib/guardian/service";
import { readKnown } from "@/lib/guardian/service/policies/known";
import { database } from "@/lib/platform/db/client";
import { read } from "@/lib/platform/db/transact";
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

const { BENCH_ROUNDS: ROUNDS, TEST_DATABASE_URL: server } = benchEnv;
const POLICIES = 200;
const TASKS = 5000;
const PRIORITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW"];

const { drop } = await aFreshDatabase("policies", server);
const { prisma } = await database();
const { actor } = await createBenchKey();
const project = await work.findProjectBySlug(BENCH_ADMIN, "default");
const ticket = await work.createTicket(
  BENCH_ADMIN,
  CreateTicket.parse({ projectId: project?.id ?? "", title: "bench" }),
);
for (let done = 0; done < TASKS; done += 500) {
  const tasks = Array.from({ length: 500 }, (_, n) => ({
    ...CreateTask.parse({ ticketId: ticket.id, title: `job ${done + n}`, priority: PRIORITIES[n % 4] }),
    dependsOnKeys: [],
  }));
  await work.createTasks(BENCH_ADMIN, { tasks });
}
const { agent } = await work.registerAgent(actor, RegisterAgent.parse({ name: "bench", capacity: 100 }));
await work.claimTasks(actor, { agentId: agent.id, max: 100, waitMs: 0 });
await prisma.$executeRaw`ANALYZE`;

/** As people write them: some about one priority, some about numbers that every task must be asked for. */
const CONDITIONS = [
  (n: number) => `task.priority == "CRITICAL" && task.pending_s > ${6000 + n}`,
  (n: number) => `task.running_s > ${2 + n} * task.timeout_s && task.silent_s > 900`,
  (n: number) =>
    `task.state == "pending" && !task.is_blocked && task.pending_s > ${7200 + n} && agents.online > 0`,
  (n: number) =>
    `task.attempts >= task.max_attempts && task.priority in ["CRITICAL", "HIGH"] && task.pending_s > ${n}`,
  (n: number) => `double(task.running_s) / task.timeout_s > ${1 + n}.5`,
  (n: number) => `queue.pending > ${9000 + n}`,
];
const textOf = (n: number) => `policy:
  name: bench-${n}
  trigger: { every: 15s }
  when: '${CONDITIONS[n % CONDITIONS.length]?.(n) ?? "true"}'
  actions: [{ type: pause, scope: { priority_at_most: LOW } }]
`;
for (let n = 0; n < POLICIES; n += 1) {
  await putPolicy(BENCH_ADMIN, `bench-${n}`, { text: textOf(n), mode: "observe", expectedHash: null });
}

const times: Record<string, number[]> = { reading: [], asking: [], look: [] };
const timed = async <T>(name: string, run: () => Promise<T>): Promise<T> => {
  const started = performance.now();
  const value = await run();
  times[name]?.push(performance.now() - started);
  return value;
};
const policies = Array.from({ length: POLICIES }, (_, n) => {
  const compiled = compilePolicy(textOf(n));
  if ("faults" in compiled) throw new Error(compiled.faults[0].message);
  return compiled.policy;
});
let nowMs = Date.now();
for (let round = 0; round < ROUNDS + 1; round += 1) {
  const known = await timed("reading", () => read((tx) => readKnown(tx, new Set(["task"]))));
  await timed("asking", async () => evaluate(policies, toSnapshot(known), []));
  nowMs += 60_000;
  await timed("look", () => lookAtPolicies(() => nowMs));
}

const ms = (name: string, at: number) => `${quantile((times[name] ?? []).slice(1), at).toFixed(0)} ms`;
console.log(
  `\n${describeMachine()}\n${POLICIES} policies, ${TASKS} live tasks, ${server ? "PostgreSQL" : "embedded"}`,
);
printTable(
  ["", "p50", "p95"],
  [
    ["Reading the facts", ms("reading", 0.5), ms("reading", 0.95)],
    ["Asking every condition", ms("asking", 0.5), ms("asking", 0.95)],
    ["A look, all in all", ms("look", 0.5), ms("look", 0.95)],
  ],
);
await drop();
