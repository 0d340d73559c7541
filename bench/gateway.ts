// What the metering gateway adds to a call, beside a plain reverse proxy and @portkey-ai/gateway, all in front of the
// same upstream. Ours is the production build and writes its ledger. Usage: npm run bench:gateway; BENCH_ROUNDS rounds,
// in which all take turns. With TEST_DATABASE_URL on PostgreSQL too.
import { type ChildProcess, fork, spawn } from "node:child_process";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { createApiClient } from "@/lib/client/http";
import { ProjectsPage } from "@/lib/work/schema";
import { benchEnv, childEnv } from "./environment";
import { type BenchServer, describeMachine, printTable, quantile, startServer } from "./support";

const CALLS = benchEnv.BENCH_CALLS;
const CONCURRENCY = [1, 8];
const KINDS = { whole: false, stream: true } as const;
type Kind = keyof typeof KINDS;

interface Target {
  name: string;
  url: string;
  headers: Record<string, string>;
  sent: number;
}

const agent = new Agent({ keepAlive: true });
const ends: (() => Promise<void> | void)[] = [];

async function startPeer(role: "upstream" | "proxy", env: Record<string, string> = {}): Promise<string> {
  const child = fork(join(import.meta.dirname, "gateway-peers.mjs"), [role], {
    env: childEnv(env),
    execArgv: [],
  });
  ends.push(() => void child.kill());
  const port = await new Promise((resolve) =>
    child.once("message", (told) => resolve((told as { port: number }).port)),
  );
  return `http://127.0.0.1:${port}`;
}

async function startPortkey(): Promise<string> {
  const port = await freePort();
  const script = fileURLToPath(import.meta.resolve("@portkey-ai/gateway/build/start-server.js"));
  const patch = join(import.meta.dirname, "portkey-on-node24.mjs");
  const child: ChildProcess = spawn(
    process.execPath,
    ["--import", patch, script, "--headless", `--port=${port}`],
    {
      env: childEnv({ NODE_ENV: "production", TRUSTED_CUSTOM_HOSTS: "127.0.0.1,localhost" }),
      stdio: "ignore",
    },
  );
  ends.push(() => void child.kill());
  const url = `http://127.0.0.1:${port}`;
  for (let looks = 0; looks < 100; looks += 1) {
    const isUp = await fetch(url).then(
      () => true,
      () => false,
    );
    if (isUp) return url;
    await delay(100);
  }
  throw new Error("@portkey-ai/gateway does not answer.");
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

const bodyOf = (kind: Kind) =>
  JSON.stringify({
    model: "gpt-4o-mini",
    messages: [{ role: "user", content: "Write a line of code. ".repeat(200) }],
    ...(KINDS[kind] ? { stream: true, stream_options: { include_usage: true } } : {}),
  });

/** Milliseconds until the last byte. */
function call(target: Target, body: string): Promise<number> {
  target.sent += 1;
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      ...target.headers,
    };
    const outgoing = request(
      `${target.url}/chat/completions`,
      { method: "POST", agent, headers },
      (response) => {
        if (response.statusCode !== 200) reject(new Error(`${target.name} answers ${response.statusCode}.`));
        response.resume().on("end", () => resolve(performance.now() - started));
      },
    );
    outgoing.on("error", reject).end(body);
  });
}

interface Samples {
  times: number[];
  seconds: number;
}

async function run(target: Target, kind: Kind, callers: number, count: number, into: Samples): Promise<void> {
  const body = bodyOf(kind);
  const started = performance.now();
  let left = count;
  const caller = async () => {
    while (left-- > 0) into.times.push(await call(target, body));
  };
  await Promise.all(Array.from({ length: callers }, caller));
  into.seconds += (performance.now() - started) / 1000;
}

async function startOurs(
  upstream: string,
  postgresUrl?: string,
): Promise<{ server: BenchServer; target: Target }> {
  const server = await startServer(postgresUrl, {
    OPENAI_UPSTREAM_URL: `${upstream}/v1`,
    GATEWAY_OPENAI_API_KEY: "sk-bench",
  });
  ends.push(server.stop);
  const api = createApiClient({ baseUrl: server.url, key: server.key });
  const projects = await api({ method: "GET", path: "/projects", reply: ProjectsPage });
  const Made = z.object({ id: z.string() });
  const body = { projectId: projects.items[0]?.id, title: "Benchmark" };
  const ticket = await api({ method: "POST", path: "/tickets", body, reply: Made });
  const task = await api({
    method: "POST",
    path: "/tasks",
    body: { ticketId: ticket.id, title: "Calls" },
    reply: Made,
  });
  const headers = { authorization: `Bearer ${server.key}`, "x-omoi-task": task.id };
  return {
    server,
    target: { name: `OmoiOS, ${server.kind}`, url: `${server.url}/api/gateway/openai/v1`, headers, sent: 0 },
  };
}

/** How many calls the ledger has, once it has as many as were sent or a minute has passed. */
async function recorded({ url, key }: BenchServer, sent: number): Promise<number> {
  const api = createApiClient({ baseUrl: url, key });
  const reply = z.object({ total: z.object({ calls: z.number() }) });
  for (let looks = 0; ; looks += 1) {
    const { total } = await api({ method: "GET", path: "/costs/summary?by=model", reply });
    if (total.calls === sent || looks === 60) return total.calls;
    await delay(1000);
  }
}

async function main(): Promise<void> {
  console.log(describeMachine());
  const upstream = await startPeer("upstream");
  const key = { authorization: "Bearer sk-bench" };
  const custom = { ...key, "x-portkey-provider": "openai", "x-portkey-custom-host": `${upstream}/v1` };
  const ours = [await startOurs(upstream)];
  if (benchEnv.TEST_DATABASE_URL) ours.push(await startOurs(upstream, benchEnv.TEST_DATABASE_URL));
  const targets: Target[] = [
    { name: "direct", url: `${upstream}/v1`, headers: key, sent: 0 },
    {
      name: "plain proxy",
      url: `${await startPeer("proxy", { UPSTREAM: upstream })}/v1`,
      headers: key,
      sent: 0,
    },
    { name: "Portkey 1.15", url: `${await startPortkey()}/v1`, headers: custom, sent: 0 },
    ...ours.map(({ target }) => target),
  ];

  const rows: (string | number)[][] = [];
  for (const kind of Object.keys(KINDS) as Kind[]) {
    for (const callers of CONCURRENCY) {
      const samples = new Map(targets.map((target) => [target, { times: [], seconds: 0 } as Samples]));
      for (const target of targets) await run(target, kind, callers, 50, { times: [], seconds: 0 });
      for (let round = 0; round < benchEnv.BENCH_ROUNDS; round += 1) {
        for (const [target, into] of samples) await run(target, kind, callers, CALLS, into);
      }
      const direct = samples.get(targets[0] as Target) as Samples;
      for (const [{ name }, { times, seconds }] of samples) {
        const added = (share: number) => (quantile(times, share) - quantile(direct.times, share)).toFixed(2);
        const perSecond = Math.round(times.length / seconds);
        rows.push([
          kind,
          callers,
          name,
          times.length,
          quantile(times, 0.5).toFixed(2),
          added(0.5),
          added(0.99),
          perSecond,
        ]);
      }
    }
  }
  printTable(["answer", "callers", "through", "n", "p50 ms", "added p50", "added p99", "calls/s"], rows);
  for (const { server, target } of ours) {
    console.log(
      `${target.name}: ${target.sent} calls sent, ${await recorded(server, target.sent)} in the ledger`,
    );
  }
}

try {
  await main();
} finally {
  for (const end of ends.reverse()) await end();
}
process.exit(0);
