import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { openFirstRun } from "./auth/service";
import { closeDatabase, database } from "./db/client";
import { type Env, env } from "./env";
import { AppError } from "./errors";
import { startSignals } from "./events/signals";
import { keepHouse } from "./jobs/housekeeping";
import { startJobs } from "./jobs/service";
import { log } from "./log";
import type { Stop } from "./stop";

const STOP_LIMIT_MS = 8000;

/**
 * Opens the database, starts jobs and the rooms' clocks, and prints where the control room is. Ends the process
 * with one sentence when the environment is bad or the data directory is in use.
 */
export async function startServer(startRooms: () => Promise<Stop[]>): Promise<void> {
  try {
    const settings = env();
    believeOnlyTrustedProxies(settings);
    const { kind } = await database();
    const stops = [
      await startSignals(),
      await startJobs([{ name: "housekeeping", cron: "17 3 * * *", run: keepHouse }]),
    ];
    stops.push(...(await startRooms()));
    stopOnSignals(stops);
    await announceAddress(settings, kind);
  } catch (error) {
    process.stderr.write(`OmoiOS cannot start. ${explain(error)}\n`);
    process.exit(1);
  }
}

/** What we foresaw is one clear sentence; anything else is shown whole. */
function explain(error: unknown): string {
  if (error instanceof AppError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function announceAddress(settings: Env, kind: string): Promise<void> {
  const host = ["0.0.0.0", "::", "127.0.0.1"].includes(settings.HOST) ? "localhost" : settings.HOST;
  const address = settings.PUBLIC_URL?.replace(/\/$/, "") ?? `http://${host}:${settings.PORT}`;
  const lines = [
    `OmoiOS runs at ${address} (${kind === "embedded" ? `embedded database in ${settings.dataDir}` : "PostgreSQL"}).`,
  ];
  const token = await openFirstRun();
  if (token) lines.push(`Create the first admin within 24 hours: ${address}/join?token=${token}`);
  process.stdout.write(`\n${lines.join("\n")}\n\n`);
}

/**
 * Without trusted proxies a caller could claim any address in X-Forwarded-For. It is replaced before Next sees
 * it: by the connection's own address, or by the hop that the outermost trusted proxy saw.
 */
function believeOnlyTrustedProxies({ TRUSTED_PROXIES, PUBLIC_URL }: Env): void {
  const publicHost = PUBLIC_URL && new URL(PUBLIC_URL).host;
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    const claimed = String(request.headers["x-forwarded-for"] ?? "")
      .split(",")
      .map((hop) => hop.trim());
    const believed = TRUSTED_PROXIES > 0 ? claimed.at(-TRUSTED_PROXIES) : undefined;
    // Next compares a form's Origin with this host; a proxy may have rewritten Host.
    if (publicHost) request.headers["x-forwarded-host"] = publicHost;
    else delete request.headers["x-forwarded-host"];
    request.headers["x-forwarded-for"] = believed || request.socket.remoteAddress || "unknown";
  });
}

/** On SIGTERM and SIGINT: stop the clocks, then the database, within a limit; Next closes its sockets itself. */
function stopOnSignals(stops: Stop[]): void {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    log().info({ signal }, "stopping");
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    await Promise.allSettled(stops.map((end) => end()));
    await closeDatabase();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
}
