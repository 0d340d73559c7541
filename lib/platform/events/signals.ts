// Wake-ups between readers and writers. A signal says only that something changed; the truth is in the
// tables, and every reader also polls slowly, so that a lost signal costs time and never data.
import { EventEmitter } from "node:events";
import { z } from "zod";
import { database } from "../db/client";
import { log } from "../log";

const CHANNEL = "omoi_signals";
const PAYLOAD_BYTES_MAX = 7000;
const GATHER_MS = 10;

/** `topic` is an event type or `log`; `id` the entity concerned. */
const Signal = z.object({ topic: z.string(), id: z.string() });
export type Signal = z.infer<typeof Signal>;
/** On the wire those of one topic go together, since a packet holds few bytes. */
const Packet = z.object({
  from: z.string(),
  signals: z.array(z.object({ topic: z.string(), id: z.union([z.string(), z.array(z.string())]) })),
});

type Listener = (signals: Signal[]) => void;
const holder = globalThis as typeof globalThis & {
  omoiSignals?: EventEmitter;
  omoiSignalsOrigin?: string;
  omoiSignalsOutbox?: Signal[];
};
holder.omoiSignals ??= new EventEmitter().setMaxListeners(0);
holder.omoiSignalsOrigin ??= crypto.randomUUID();
const emitter = holder.omoiSignals;
const origin = holder.omoiSignalsOrigin;
holder.omoiSignalsOutbox ??= [];
/** What other replicas have yet to be told. */
const outbox = holder.omoiSignalsOutbox;

/** Wakes readers in this process at once and those of other replicas, through the database, a moment later. */
export function announce(signals: Signal[]): void {
  emitter.emit("signals", signals);
  outbox.push(...signals);
  if (outbox.length > signals.length) return;
  // A notification costs a commit of its own, so those of a moment share one.
  setTimeout(() => {
    send(outbox.splice(0)).catch((error: unknown) => {
      log().warn({ err: error }, "other replicas were not woken; they will poll");
    });
  }, GATHER_MS);
}

async function send(signals: Signal[]): Promise<void> {
  const db = await database();
  if (db.kind === "embedded") return;
  for (const part of inPackets(signals)) await db.notify(CHANNEL, part);
}

/** NOTIFY refuses 8,000 bytes: as many signals to a packet as safely fit, about 200 of ours. */
function inPackets(signals: Signal[]): string[] {
  const packets: string[] = [];
  let ids = new Map<string, string[]>();
  let bytes = 0;
  const close = () => {
    const together = [...ids].map(([topic, id]) => ({ topic, id }));
    const text = JSON.stringify({ from: origin, signals: together });
    if (text.length > PAYLOAD_BYTES_MAX) throw new Error("A signal is too large to send.");
    packets.push(text);
    ids = new Map();
    bytes = 0;
  };
  for (const { topic, id } of signals) {
    if (bytes > 0 && bytes + topic.length + id.length > PAYLOAD_BYTES_MAX - 200) close();
    const same = ids.get(topic);
    if (same) same.push(id);
    else ids.set(topic, [id]);
    bytes += id.length + 3 + (same ? 0 : topic.length + 20);
  }
  close();
  return packets;
}

/** Calls `listener` for each batch of signals until the returned function is called. */
export function onSignals(listener: Listener): () => void {
  emitter.on("signals", listener);
  return () => emitter.off("signals", listener);
}

/** Resolves at the first signal that `matches`, after `timeoutMs`, or when `abort` fires. */
export function waitForSignal(
  matches: (signal: Signal) => boolean,
  timeoutMs: number,
  abort?: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    if (abort?.aborted) return resolve();
    const finish = () => {
      clearTimeout(timer);
      stop();
      abort?.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, timeoutMs);
    const stop = onSignals((signals) => {
      if (signals.some(matches)) finish();
    });
    abort?.addEventListener("abort", finish);
  });
}

/** Starts receiving what other replicas announce. */
export async function startSignals(): Promise<() => Promise<void>> {
  const db = await database();
  return db.listen(CHANNEL, (payload) => {
    const packet = Packet.safeParse(parse(payload));
    if (!packet.success) return log().warn("a malformed signal was ignored");
    const { from, signals } = packet.data;
    if (from === origin) return;
    emitter.emit(
      "signals",
      signals.flatMap(({ topic, id }) => [id].flat().map((one) => ({ topic, id: one }))),
    );
  });
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
