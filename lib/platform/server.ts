import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { startAudit } from "./audit/clock";
import { openFirstRun } from "./auth/service";
import { database } from "./db/client";
import { type Env, env } from "./env";
import { AppError } from "./errors";
import { startDispatcher } from "./events/dispatch/dispatcher";
import { realignEvents } from "./events/months";
import { startSignals } from "./events/signals";
import { keepHouse } from "./jobs/housekeeping";
import { startJobs } from "./jobs/service";
import { providePlatformGauges } from "./metrics/platform-gauges";
import { stopOnSignals } from "./shutdown";
import type { Stop } from "./stop";
import { startReplica } from "./system/service";
import { startDeliveries } from "./webhooks/deliver";
import { reactByWebhooks } from "./webhooks/reactions";

/**
 * Opens the database, starts jobs and the rooms' clocks, and prints where the control room is. Ends the process
 * with one sentence when the environment is bad or the data directory is in use. `flush` is the last to run at the end.
 */
export async function startServer(startRooms: () => Promise<Stop[]>, flush?: Stop): Promise<void> {
  try {
    const settings = env();
    believeOnlyTrustedProxies(settings);
    const { kind } = await database();
    await realignEvents();
    const stops = [
      await startSignals(),
      await startReplica(),
      await startJobs([{ name: "housekeeping", cron: "17 3 * * *", run: keepHouse }]),
    ];
    reactByWebhooks();
    stops.push(...(await startRooms()));
    // After the rooms, which register what they react to.
    stops.push(startDispatcher(), startDeliveries(), startAudit());
    providePlatformGauges();
    stopOnSignals(stops, flush);
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
