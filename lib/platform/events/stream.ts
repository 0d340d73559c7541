import { z } from "zod";
import { type Actor, requireScope } from "../auth/actor";
import { authenticate } from "../auth/authenticate";
import { read } from "../db/transact";
import { parsePart } from "../http/problem";
import { log } from "../log";
import { metrics } from "../metrics/registry";
import { stopping } from "../stop";
import { follow } from "./follow";
import { outbox } from "./outbox";
import { toFilter, toPosition } from "./reading";
import { Cursor, type EventRecord, type StreamHint, type StreamQuery, type StreamReset } from "./schema";
import { onSignals } from "./signals";
import { findBounds, type Position } from "./store";

export const STREAM_LIMITS = {
  keepAliveMs: 15_000,
  lifetimeMs: 60 * 60 * 1000,
  lookAgainMs: 2000,
  /** A reader that leaves a full outbox untouched for this long is let go; it comes back with Last-Event-ID. */
  stalledMs: 30_000,
  /** Messages that may wait for one reader; half of it holds more than a batch. */
  outboxMax: 1000,
};

/**
 * Server-sent events for one reader, each with its cursor as id, so that a browser that reconnects resumes
 * where it was. Ends after an hour (EventSource reconnects), when the reader hangs up or stalls, or on an error.
 */
export async function openStream(
  actor: Actor,
  query: StreamQuery,
  request: Request,
  limits = STREAM_LIMITS,
): Promise<Response> {
  requireScope(actor, "work:read");
  const filter = toFilter(actor, query);
  const start = await startOf(query, request);
  const isWhole = filter.types === undefined && filter.entities === undefined;
  const stop = new AbortController();
  const end = stop.signal;
  // Not AbortSignal.any(): it holds its sources weakly, and a request's signal ends with the request. Here the
  // listener's removal below keeps the request from being collected while its stream is open.
  const hangUp = () => stop.abort();
  request.signal.addEventListener("abort", hangUp);
  stopping().addEventListener("abort", hangUp);
  if (request.signal.aborted || stopping().aborted) hangUp();
  const lifetime = setTimeout(hangUp, limits.lifetimeMs);

  const box = outbox({ max: limits.outboxMax, stalledMs: limits.stalledMs, stop });
  metrics().streams.inc();
  box.send(": open\n\n");
  const stopHints = onSignals((signals) => {
    for (const { topic, id } of signals) {
      // Whose rights change is let go, and comes back with the new ones or not at all.
      if (topic.startsWith("access.") && id === actor.id) stop.abort();
      // A hint names no project, so it goes only to those who see every one.
      if (topic === "log" && isWhole && actor.projectId === null) box.send(toHint({ topic, id }));
    }
  });
  let reached = "";
  const keepAlive = setInterval(() => {
    // An id without data moves Last-Event-ID on, so that who waits for rare events need not search all again.
    box.send(`: alive\n${reached && `id: ${reached}\n`}\n`);
    // A session that ended or a key that expired makes no signal; its stream ends here.
    authenticate(request).catch(hangUp);
  }, limits.keepAliveMs);
  follow({
    start,
    filter,
    end,
    lookAgainMs: limits.lookAgainMs,
    hasRoom: box.hasRoom,
    onEvent: (event) => {
      reached = "";
      box.send(toMessage(event));
    },
    onReset: (reset) => box.send(toReset(reset)),
    onReached: (cursor) => {
      reached = cursor;
    },
  })
    .catch((error: unknown) => log().warn({ err: error }, "event stream ended"))
    .finally(() => {
      clearInterval(keepAlive);
      clearTimeout(lifetime);
      request.signal.removeEventListener("abort", hangUp);
      stopping().removeEventListener("abort", hangUp);
      metrics().streams.dec();
      stopHints();
      stop.abort();
      box.close();
    });
  return new Response(box.body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

async function startOf(query: StreamQuery, request: Request): Promise<Position> {
  const lastId = request.headers.get("last-event-id");
  const { after } = lastId ? parsePart(z.object({ after: Cursor }), "query", { after: lastId }) : query;
  return after ? toPosition(after) : (await read(findBounds)).settled;
}

function toMessage(event: EventRecord): string {
  return `id: ${event.cursor}\ndata: ${JSON.stringify(event)}\n\n`;
}

function toHint(hint: StreamHint): string {
  return `event: hint\ndata: ${JSON.stringify(hint)}\n\n`;
}

function toReset(reset: StreamReset): string {
  return `event: reset\nid: ${reset.cursor}\ndata: ${JSON.stringify(reset)}\n\n`;
}
