import { subscribe } from "node:diagnostics_channel";
import type { Server, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { closeDatabase } from "./db/client";
import { env } from "./env";
import { log } from "./log";
import { beginStopping, type Stop, stopping } from "./stop";

/** Requests that still run after this long are cut off. */
const IN_FLIGHT_MS = 5000;
/** The whole of it, after the delay: then the process ends, whatever still hangs. */
const STOP_LIMIT_MS = 8000;

/**
 * On SIGTERM and SIGINT: `/readyz` turns 503 and what waits is answered; after SHUTDOWN_DELAY_SECONDS no
 * connection is taken any more, running requests end, clocks and jobs stop, the database closes, and the process
 * exits with 0. A second signal skips the delay.
 */
export function stopOnSignals(stops: Stop[], flush?: Stop): void {
  const server = followServer();
  const hurry = new AbortController();
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping().aborted) return hurry.abort();
    const delayMs = signal === "SIGTERM" ? env().SHUTDOWN_DELAY_SECONDS * 1000 : 0;
    log().info({ signal, delayMs }, "stopping");
    beginStopping();
    await delay(delayMs, null, { signal: hurry.signal }).catch(() => {});
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    const started = performance.now();
    await Promise.all([closeServer(server()), ...stops.map((end) => end().catch(report))]);
    await Promise.all([closeDatabase().catch(report), flush?.().catch(report)]);
    log().info({ ms: Math.round(performance.now() - started) }, "stopped");
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
}

function report(error: unknown): void {
  log().error({ err: error }, "something did not stop cleanly");
}

/** The HTTP server, which Next keeps to itself: known from its first request, before which there is none to close. */
function followServer(): () => Server | undefined {
  let server: Server | undefined;
  subscribe("http.server.request.start", (message) => {
    const started = message as { server: Server; response: ServerResponse };
    server = started.server;
    // Who comes back then opens a new connection, which a load balancer leads elsewhere.
    if (stopping().aborted) started.response.shouldKeepAlive = false;
  });
  return () => server;
}

/** Takes no more connections and resolves when the open ones have had their answers, or after the limit. */
async function closeServer(server: Server | undefined): Promise<void> {
  if (!server) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that falls idle after its last answer is not closed by close(), which came before.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), IN_FLIGHT_MS);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
