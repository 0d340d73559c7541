import { type Actor, requireScope } from "../auth/actor";
import { authenticate } from "../auth/authenticate";
import { read } from "../db/transact";
import { parsePart } from "../http/problem";
import { log } from "../log";
import { Cursor, type EventRecord, type StreamHint, type StreamQuery } from "./schema";
import { onSignals, waitForSignal } from "./signals";
import { currentCursor, listEventsAfter } from "./store";

const KEEPALIVE_MS = 15_000;
const LIFETIME_MS = 60 * 60 * 1000;
const LOOK_AGAIN_MS = 2000;
/** Signals that come close together are answered by one look at the table. */
const GATHER_MS = 40;
const BATCH = 200;
/** A reader that is this many messages behind is let go; it comes back with Last-Event-ID. */
const BEHIND_MAX = 2000;

/**
 * Server-sent events for one reader, each with its cursor as id, so that a browser that reconnects resumes
 * where it was. Ends after an hour (EventSource reconnects), when the reader hangs up, or on an error.
 */
export async function openStream(actor: Actor, query: StreamQuery, request: Request): Promise<Response> {
  requireScope(actor, "work:read");
  const lastId = request.headers.get("last-event-id");
  const resume = lastId ? parsePart(Cursor, "query", lastId) : query.after;
  const start = resume ?? (await read(currentCursor));
  const filter = { projectId: actor.projectId ?? query.project, entity: undefined, type: undefined };
  const stop = new AbortController();
  const end = stop.signal;
  // Not AbortSignal.any(): it holds its sources weakly, and a request's signal ends with the request. Here the
  // listener's removal below keeps the request from being collected while its stream is open.
  const hangUp = () => stop.abort();
  request.signal.addEventListener("abort", hangUp);
  if (request.signal.aborted) hangUp();
  const lifetime = setTimeout(hangUp, LIFETIME_MS);
  const encoder = new TextEncoder();

  const source: UnderlyingDefaultSource<Uint8Array> = {
    start(controller) {
      const send = (text: string) => {
        if (end.aborted) return;
        controller.enqueue(encoder.encode(text));
        if ((controller.desiredSize ?? 0) <= 0) stop.abort();
      };
      send(": open\n\n");
      const stopHints = onSignals((signals) => {
        for (const { topic, id } of signals) {
          // Whose rights change is let go, and comes back with the new ones or not at all.
          if (topic.startsWith("access.") && id === actor.id) stop.abort();
          // A hint names no project, so it goes only to those who see every one.
          if (topic === "log" && actor.projectId === null)
            send(`event: hint\ndata: ${JSON.stringify({ topic, id } satisfies StreamHint)}\n\n`);
        }
      });
      const keepAlive = setInterval(() => {
        send(": alive\n\n");
        // A session that ended or a key that expired makes no signal; its stream ends here.
        authenticate(request).catch(hangUp);
      }, KEEPALIVE_MS);
      follow(start, filter, (event) => send(toMessage(event)), end)
        .catch((error: unknown) => log().warn({ err: error }, "event stream ended"))
        .finally(() => {
          clearInterval(keepAlive);
          clearTimeout(lifetime);
          request.signal.removeEventListener("abort", hangUp);
          stopHints();
          stop.abort();
          try {
            controller.close();
          } catch {
            // The reader cancelled first: there is nothing left to close.
          }
        });
    },
    cancel() {
      stop.abort();
    },
  };
  const body = new ReadableStream(source, new CountQueuingStrategy({ highWaterMark: BEHIND_MAX }));
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

type Filter = Parameters<typeof listEventsAfter>[2];

async function follow(start: string, filter: Filter, send: (event: EventRecord) => void, end: AbortSignal) {
  let cursor = start;
  while (!end.aborted) {
    const woken = waitForSignal(({ topic }) => topic !== "log", LOOK_AGAIN_MS, end);
    const events = await read((tx) => listEventsAfter(tx, cursor, filter, BATCH));
    for (const event of events) send(event);
    cursor = events.at(-1)?.cursor ?? cursor;
    if (events.length === BATCH) continue;
    await woken;
    await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
  }
}

function toMessage(event: EventRecord): string {
  return `id: ${event.cursor}\ndata: ${JSON.stringify(event)}\n\n`;
}
