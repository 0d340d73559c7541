// From asking for a pause to the last claim under it, with 100 agents that claim without rest: `npm run bench:hold`.
// A claim that was asked for after the pause's reply must bring nothing: one that does ends the run with an error.
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { type ApiCall, createApiClient } from "@/lib/client/http";
import { Claims, CompletedTasks, ProjectsPage, RegisteredAgent } from "@/lib/work/schema";
import { benchEnv } from "./environment";
import { type BenchServer, describeMachine, printTable, quantile, startServer } from "./support";

const AGENTS = benchEnv.BENCH_RUNNERS;
const ROUNDS = benchEnv.BENCH_ROUNDS * 4;
const Action = z.object({ id: z.string(), status: z.literal("executed") });

interface Round {
  /** Milliseconds from asking to the reply, and to the last reply of a claim that brought something. */
  placedMs: number;
  lastMs: number;
  /** Claims asked for after the reply that brought something. */
  late: number;
  asked: number;
}

interface Fleet {
  call: ApiCall;
  ticketId: string;
  agentIds: string[];
}

async function aFleet(server: BenchServer): Promise<Fleet> {
  const call = createApiClient({ baseUrl: server.url, key: server.key });
  const projects = await call({ method: "GET", path: "/projects", reply: ProjectsPage });
  const body = { projectId: projects.items[0]?.id, title: "Hold" };
  const reply = z.object({ id: z.string() });
  const { id: ticketId } = await call({ method: "POST", path: "/tickets", body, reply });
  const agents = await Promise.all(
    Array.from({ length: AGENTS }, (_, n) =>
      call({
        method: "POST",
        path: "/agents",
        body: { name: `hold-${n}`, capacity: 500 },
        reply: RegisteredAgent,
      }),
    ),
  );
  await createTasks(call, ticketId, 5000);
  return { call, ticketId, agentIds: agents.map(({ agent }) => agent.id) };
}

async function createTasks(call: ApiCall, ticketId: string, count: number): Promise<void> {
  const tasks = Array.from({ length: 500 }, (_, n) => ({ ticketId, title: `t${n}` }));
  for (let made = 0; made < count; made += tasks.length) {
    await call({ method: "POST", path: "/tasks/batch", body: { tasks }, reply: z.object({}) });
  }
}

/** Agents claim and complete, one task at a time; in the middle of it their ticket is paused. */
async function pauseOnce({ call, ticketId, agentIds }: Fleet): Promise<Round> {
  await createTasks(call, ticketId, 1000);
  const round: Round = { placedMs: 0, lastMs: 0, late: 0, asked: 0 };
  let from = Number.POSITIVE_INFINITY;
  let placedAt = Number.POSITIVE_INFINITY;
  let isOver = false;
  const work = async (agentId: string) => {
    while (!isOver) {
      const askedAt = performance.now();
      const { claims } = await call({
        method: "POST",
        path: "/tasks/claim",
        body: { agentId },
        reply: Claims,
      });
      round.asked += askedAt > placedAt ? 1 : 0;
      if (claims.length === 0) continue;
      if (askedAt > placedAt) round.late += 1;
      round.lastMs = performance.now() - from;
      const done = claims.map(({ task, attempt, fence }) => ({
        taskId: task.id,
        attemptId: attempt.id,
        fence,
      }));
      await call({ method: "POST", path: "/tasks/complete", body: { tasks: done }, reply: CompletedTasks });
    }
  };
  const working = agentIds.map(work);
  await delay(300 + Math.random() * 200);
  from = performance.now();
  const scope = { kind: "ticket", ticketId };
  const body = { scope, reason: "bench", expiresInSeconds: 600 };
  const { id } = await call({ method: "POST", path: "/guardian/intervention/pause", body, reply: Action });
  placedAt = performance.now();
  round.placedMs = placedAt - from;
  await delay(1000);
  isOver = true;
  await Promise.all(working);
  await call({
    method: "POST",
    path: `/guardian/actions/${id}/revert`,
    body: { reason: "bench" },
    reply: z.object({}),
  });
  return round;
}

console.log(describeMachine());
const rows: (string | number)[][] = [];
let late = 0;
for (const postgresUrl of [undefined, benchEnv.TEST_DATABASE_URL]) {
  if (postgresUrl === undefined && rows.length > 0) break;
  const server = await startServer(postgresUrl);
  const fleet = await aFleet(server);
  const rounds: Round[] = [];
  for (let n = 0; n < ROUNDS; n += 1) rounds.push(await pauseOnce(fleet));
  await server.stop();
  const ms = (pick: (round: Round) => number, share: number) => quantile(rounds.map(pick), share).toFixed(0);
  const sum = (pick: (round: Round) => number) => rounds.reduce((total, round) => total + pick(round), 0);
  late += sum((round) => round.late);
  const placed = [ms(({ placedMs }) => placedMs, 0.5), ms(({ placedMs }) => placedMs, 0.95)];
  const last = [ms(({ lastMs }) => lastMs, 0.5), ms(({ lastMs }) => lastMs, 0.95)];
  rows.push([
    server.kind,
    AGENTS,
    ROUNDS,
    ...placed,
    ...last,
    sum(({ asked }) => asked),
    sum((round) => round.late),
  ]);
}
printTable(
  [
    ...[
      "database",
      "agents",
      "pauses",
      "placed p50 ms",
      "placed p95 ms",
      "last claim p50 ms",
      "last claim p95 ms",
    ],
    ...["claims asked afterwards", "of them with a task"],
  ],
  rows,
);
process.exit(late === 0 ? 0 : 1);
