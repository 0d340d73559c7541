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
const Packet = z.object({ from: z.string(), signals: z.array(Signal) });

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

function inPackets(signals: Signal[]): string[] {
  const packets: string[] = [];
  for (let start = 0, size = 50; start < signals.length; start += size) {
    const text = JSON.stringify({ from: origin, signals: signals.slice(start, start + size) });
    // 50 signals of our ids are about 4 kB; NOTIFY refuses 8,000 bytes.
    if (text.length > PAYLOAD_BYTES_MAX) throw new Error("A signal is too large to send.");
    packets.push(text);
  }
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
    if (packet.data.from !== origin) emitter.emit("signals", packet.data.signals);
  });
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
