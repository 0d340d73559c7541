// p50 and p99 of claim, heartbeat and complete over HTTP on the production build, and the server's memory.
// Usage: npm run bench:http. Both databases when TEST_DATABASE_URL names a PostgreSQL.

import { z } from "zod";
import { createApiClient } from "@/lib/client/http";
import {
  type Claim,
  Claims,
  CompletedTasks,
  CreatedTasks,
  HeartbeatReply,
  ProjectsPage,
  RegisteredAgent,
  Task,
} from "@/lib/work/schema";
import { benchEnv } from "./environment";
import { type BenchServer, describeMachine, printTable, quantile, residentMb, startServer } from "./support";

const TASKS = 1000;
const CONCURRENCY = [1, 16];
const WARM_UP = 50;

async function measure(server: BenchServer): Promise<(string | number)[][]> {
  const call = createApiClient({ baseUrl: server.url, key: server.key });
  const idleMb = residentMb(server.pid);
  const rows: (string | number)[][] = [];
  for (const workers of CONCURRENCY) {
    const times = {
      create: [] as number[],
      claim: [] as number[],
      heartbeat: [] as number[],
      complete: [] as number[],
    };
    const timed = async <T>(into: number[], work: () => Promise<T>): Promise<T> => {
      const start = performance.now();
      const result = await work();
      into.push(performance.now() - start);
      return result;
    };
    const ticketId = await makeTicket(call);
    const each = async (count: number, work: () => Promise<void>) => {
      let left = count;
      const loop = async () => {
        while (left-- > 0) await work();
      };
      await Promise.all(Array.from({ length: workers }, loop));
    };
    await each(TASKS + WARM_UP, () =>
      timed(times.create, async () => {
        await call({ method: "POST", path: "/tasks", body: { ticketId, title: "Benchmark" }, reply: Task });
      }),
    );
    const agents = await Promise.all(
      Array.from({ length: workers }, (_, index) =>
        call({
          method: "POST",
          path: "/agents",
          body: { name: `bench-${workers}-${index}`, capacity: 4 },
          reply: RegisteredAgent,
        }),
      ),
    );
    const free = agents.map(({ agent }) => agent.id);
    await each(TASKS + WARM_UP, async () => {
      const agentId = free.pop();
      if (!agentId) throw new Error("More workers than agents.");
      const { claims } = await timed(times.claim, () =>
        call({ method: "POST", path: "/tasks/claim", body: { agentId }, reply: Claims }),
      );
      const [claim] = claims as [Claim];
      const ref = { attemptId: claim.attempt.id, fence: claim.fence };
      await timed(times.heartbeat, () =>
        call({
          method: "POST",
          path: `/agents/${agentId}/heartbeat`,
          body: { attempts: [ref] },
          reply: HeartbeatReply,
        }),
      );
      await timed(times.complete, () =>
        call({ method: "POST", path: `/tasks/${claim.task.id}/complete`, body: ref, reply: Task }),
      );
      free.push(agentId);
    });
    for (const [name, samples] of Object.entries(times)) {
      const counted = samples.slice(WARM_UP);
      rows.push([server.kind, workers, name, counted.length, ms(counted, 0.5), ms(counted, 0.99)]);
    }
  }
  rows.push(...(await measureBatches(server, call)));
  console.log(`${server.kind}: ${idleMb} MB resident when ready, ${residentMb(server.pid)} MB after the run`);
  return rows;
}

const BATCH = 50;
const BATCHES = 60;

/** The same for batches of 50: one caller, each figure that of a whole batch. */
async function measureBatches(server: BenchServer, call: ReturnType<typeof createApiClient>) {
  const ticketId = await makeTicket(call);
  const { agent } = await call({
    method: "POST",
    path: "/agents",
    body: { name: "bench-batch", capacity: BATCH },
    reply: RegisteredAgent,
  });
  const times: Record<string, number[]> = { create: [], claim: [], heartbeat: [], complete: [] };
  for (let n = 0; n < BATCHES; n += 1) {
    const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      const start = performance.now();
      const result = await work();
      times[name]?.push(performance.now() - start);
      return result;
    };
    const tasks = Array.from({ length: BATCH }, () => ({ ticketId, title: "Benchmark" }));
    await timed("create", () =>
      call({ method: "POST", path: "/tasks/batch", body: { tasks }, reply: CreatedTasks }),
    );
    const { claims } = await timed("claim", () =>
      call({ method: "POST", path: "/tasks/claim", body: { agentId: agent.id, max: BATCH }, reply: Claims }),
    );
    if (claims.length !== BATCH) throw new Error(`Claimed ${claims.length} of ${BATCH}.`);
    const refs = claims.map(({ attempt, fence }) => ({ attemptId: attempt.id, fence }));
    await timed("heartbeat", () =>
      call({
        method: "POST",
        path: `/agents/${agent.id}/heartbeat`,
        body: { attempts: refs },
        reply: HeartbeatReply,
      }),
    );
    const results = claims.map(({ task }, at) => ({ ...refs[at], taskId: task.id }));
    await timed("complete", () =>
      call({ method: "POST", path: "/tasks/complete", body: { tasks: results }, reply: CompletedTasks }),
    );
  }
  return Object.entries(times).map(([name, samples]) => {
    const counted = samples.slice(5);
    return [
      server.kind,
      1,
      `${name}, batch of ${BATCH}`,
      counted.length,
      ms(counted, 0.5),
      ms(counted, 0.99),
    ];
  });
}

async function makeTicket(call: ReturnType<typeof createApiClient>): Promise<string> {
  const projects = await call({ method: "GET", path: "/projects", reply: ProjectsPage });
  const ticket = await call({
    method: "POST",
    path: "/tickets",
    body: { projectId: projects.items[0]?.id, title: "Benchmark" },
    reply: z.object({ id: z.string() }),
  });
  return ticket.id;
}

const ms = (samples: number[], share: number) => quantile(samples, share).toFixed(1);

console.log(describeMachine());
const rows: (string | number)[][] = [];
for (const postgresUrl of [undefined, benchEnv.TEST_DATABASE_URL]) {
  if (postgresUrl === undefined && rows.length > 0) break;
  const server = await startServer(postgresUrl);
  rows.push(...(await measure(server)));
  await server.stop();
}
printTable(["database", "callers", "call", "n", "p50 ms", "p99 ms"], rows);
process.exit(0);
