// The control room's events as they happen: resumes after a break where it was.
import { ApiError, ConnectionError } from "@/lib/client/http";
import { EventRecord, StreamReset } from "@/lib/platform/events/schema";
import { Problem } from "@/lib/platform/schema";
import { sleep } from "@/lib/worker/backoff";
import type { Connection } from "./command";

export interface FollowOptions {
  connection: Connection;
  query: Record<string, string | undefined>;
  signal: AbortSignal;
  onEvent(event: EventRecord): void;
  /** Events between are gone for good. */
  onReset(reset: StreamReset): void;
  onBreak?(reason: string): void;
}

const RETRY_MS = 1_000;
const RETRY_MAX_MS = 15_000;
/** The control room says something at least every 15 s. */
const SILENCE_MAX_MS = 45_000;

/** Resolves when the signal ends it; throws what the control room refuses for good. */
export async function followEvents(options: FollowOptions): Promise<void> {
  const { signal } = options;
  let lastId: string | null = null;
  for (let failures = 0; !signal.aborted; ) {
    try {
      for await (const message of readStream(options, lastId)) {
        failures = 0;
        lastId = message.id ?? lastId;
        give(message, options);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!isPassing(error)) throw error;
      // The first try tells at once that there is nobody.
      if (lastId === null && failures === 0 && error instanceof ConnectionError) throw error;
      options.onBreak?.(error instanceof Error ? error.message : String(error));
      await sleep(Math.min(RETRY_MS * 2 ** failures++, RETRY_MAX_MS), signal);
    }
  }
}

interface Message {
  event: string;
  id: string | null;
  data: string;
}

function give({ event, data }: Message, { onEvent, onReset }: FollowOptions): void {
  if (event === "message") onEvent(EventRecord.parse(JSON.parse(data)));
  else if (event === "reset") onReset(StreamReset.parse(JSON.parse(data)));
}

async function* readStream(
  { connection, query, signal }: FollowOptions,
  lastId: string | null,
): AsyncGenerator<Message> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  let silence = setTimeout(abort, SILENCE_MAX_MS);
  try {
    const response = await open(connection, query, lastId, controller.signal);
    let rest = "";
    const decoder = new TextDecoder();
    for await (const bytes of response) {
      clearTimeout(silence);
      silence = setTimeout(abort, SILENCE_MAX_MS);
      rest += decoder.decode(bytes, { stream: true }).replaceAll("\r\n", "\n");
      const blocks = rest.split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const message = toMessage(block);
        if (message) yield message;
      }
    }
  } catch (cause) {
    if (cause instanceof ApiError || cause instanceof ConnectionError || signal.aborted) throw cause;
    throw new ConnectionError("The stream of events broke off.", { cause });
  } finally {
    clearTimeout(silence);
    signal.removeEventListener("abort", abort);
    controller.abort();
  }
}

async function open(
  { url, key }: Connection,
  query: FollowOptions["query"],
  lastId: string | null,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, value);
  const headers: Record<string, string> = { accept: "text/event-stream", authorization: `Bearer ${key}` };
  if (lastId !== null) headers["last-event-id"] = lastId;
  const response = await fetch(`${url}/api/v1/events/stream?${search}`, { headers, signal }).catch(
    (cause) => {
      throw new ConnectionError("The control room could not be reached.", { cause });
    },
  );
  if (response.ok && response.body) return response.body;
  const problem = Problem.safeParse(await response.json().catch(() => null));
  if (problem.success) throw new ApiError(problem.data);
  throw new ConnectionError(`The control room answered ${response.status} without a problem description.`);
}

function toMessage(block: string): Message | null {
  const message: Message = { event: "message", id: null, data: "" };
  for (const line of block.split("\n")) {
    const [, field, value = ""] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (field === "event" || field === "id") message[field] = value;
    else if (field === "data") message.data += message.data === "" ? value : `\n${value}`;
  }
  return message.data === "" ? null : message;
}

function isPassing(error: unknown): boolean {
  if (error instanceof ConnectionError) return true;
  return error instanceof ApiError && (error.problem.status >= 500 || error.problem.status === 429);
}
