// Four runners of two slots do 1,500 tasks while they are killed and stopped at random: `npm run bench:chaos`.
// With TEST_DATABASE_URL also against two replicas on that PostgreSQL, one of which is killed on the way.
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { createApiClient } from "@/lib/client/http";
import { closeDatabase, replaceDatabase } from "@/lib/platform/db/client";
import { openServer } from "@/lib/platform/db/server";
import { ProjectsPage } from "@/lib/work/schema";
import { addTasks, ChaosFleet, patiently, readOutcome, untilFinished } from "./chaos-fleet";
import { benchEnv } from "./environment";
import {
  createBenchKey,
  createDatabase,
  describeMachine,
  dropDatabase,
  printTable,
  spawnServer,
  startServer,
} from "./support";

const { BENCH_TASKS: TASKS, BENCH_LIMIT_MS: LIMIT_MS } = benchEnv;
/** Short, so that a runner that is stopped for long loses its tasks. */
const TIMES = { LEASE_SECONDS: "5", AGENT_STALE_SECONDS: "3", AGENT_LOST_SECONDS: "7" };
const SCRIPT = "cat > /dev/null; sleep 0.0$$; echo done";

interface Place {
  name: string;
  url: string;
  key: string;
  /** What else is to go wrong while the fleet works. */
  disturb: () => Promise<void>;
  stop: () => Promise<void>;
}

async function oneServer(): Promise<Place> {
  const server = await startServer(undefined, TIMES);
  return { name: "one server, embedded database", disturb: async () => {}, ...server };
}

/** Two replicas behind an address that leads to whichever is alive. */
async function twoReplicas(postgresUrl: string): Promise<Place> {
  const databaseUrl = await createDatabase(postgresUrl, "chaos");
  replaceDatabase(openServer(databaseUrl, 4));
  const { secret } = await createBenchKey();
  await closeDatabase();
  const dir = mkdtempSync(join(tmpdir(), "omoios-chaos-"));
  const start = (n: number) =>
    spawnServer({
      ...TIMES,
      OMOI_DATA_DIR: join(dir, `replica-${n}`),
      DATABASE_URL: databaseUrl,
      AUTH_SECRET: "x".repeat(32),
    });
  const replicas = [await start(0), await start(1)];
  const front = await startFront(() => replicas.map(({ url }) => Number(new URL(url).port)));
  const disturb = async () => {
    await sleep(6000);
    replicas[0]?.child.kill("SIGKILL");
    await sleep(4000);
    replicas[0] = await start(0);
  };
  const stop = async () => {
    front.close();
    for (const { child } of replicas) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
    }
    await dropDatabase(databaseUrl);
    rmSync(dir, { recursive: true, force: true });
  };
  return { name: "two replicas on PostgreSQL, one killed", url: front.url, key: secret, disturb, stop };
}

/** Passes connections on to the ports in turn, leaving out one that refuses. */
async function startFront(ports: () => number[]) {
  let turn = 0;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const all = ports();
    const attempt = (tries: number) => {
      turn += 1;
      const upstream = connect(all[turn % all.length] ?? 0, "127.0.0.1");
      upstream.once("connect", () => client.pipe(upstream).pipe(client));
      upstream.once("error", () =>
        upstream.connecting || tries === 0 ? client.destroy() : attempt(tries - 1),
      );
      upstream.once("close", () => upstream.bytesRead + upstream.bytesWritten > 0 && client.destroy());
      client.once("close", () => upstream.destroy());
    };
    client.on("error", () => client.destroy());
    open.add(client);
    client.once("close", () => open.delete(client));
    attempt(all.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const close = () => {
    server.close();
    for (const client of open) client.destroy();
  };
  return { url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`, close };
}

async function run(place: Place): Promise<(string | number)[]> {
  const call = createApiClient({ baseUrl: place.url, key: place.key });
  const projects = await call({ method: "GET", path: "/projects", reply: ProjectsPage });
  const body = { projectId: projects.items[0]?.id, title: "Chaos" };
  const { id } = await call({ method: "POST", path: "/tickets", body, reply: z.object({ id: z.string() }) });
  await addTasks(call, id, TASKS);
  const dir = mkdtempSync(join(tmpdir(), "omoios-chaos-runners-"));
  const cli = join(import.meta.dirname, "../bin/omoios.mjs");
  const options = { url: place.url, key: place.key, cli, dir, script: SCRIPT, runners: 4, capacity: 2 };
  const fleet = new ChaosFleet({ ...options, calmMs: 4000, stoppedMs: 8000 });
  const disturbed = place.disturb();
  const ms = await untilFinished(call, id, LIMIT_MS);
  await disturbed;
  await fleet.stop();
  const { states, attempts, wronglyCounted, load } = await patiently(() => readOutcome(call, id));
  await place.stop();
  rmSync(dir, { recursive: true, force: true });
  const { kills, stops } = fleet.counts;
  const isRight = ms !== null && states.completed === TASKS && wronglyCounted.length === 0 && load === 0;
  if (!isRight) process.exitCode = 1;
  const seconds = ms === null ? "not finished" : (ms / 1000).toFixed(0);
  const told = isRight
    ? "yes"
    : `no: ${JSON.stringify({ states, wronglyCounted: wronglyCounted.slice(0, 5), load })}`;
  return [place.name, TASKS, kills, stops, attempts, seconds, told];
}

console.log(describeMachine());
const rows = [await run(await oneServer())];
const postgresUrl = benchEnv.TEST_DATABASE_URL;
if (postgresUrl) rows.push(await run(await twoReplicas(postgresUrl)));
printTable(["place", "tasks", "kills", "stops", "attempts", "s", "each completed once, none left"], rows);
process.exit();
