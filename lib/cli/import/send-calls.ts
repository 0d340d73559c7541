// Calls into the ledger, a thousand at a time. Sent again, each is the same.
import { type ApiCall, ApiError, ConnectionError } from "@/lib/client/http";
import { RecordCosts, RecordedCosts } from "@/lib/costs/schema";
import { backoffMs, sleep } from "@/lib/worker/backoff";
import { type KnownCall, type Place, toRecord } from "./call";
import type { Trouble } from "./read-transcripts";

const BATCH = 1000;
const TRIES = 6;
const WAITS = { backoffBaseMs: 500, backoffMaxMs: 15_000 };

export interface Sent {
  recorded: number;
  /** Recorded before with the same content. */
  known: number;
  /** Recorded before with other content, as while they went on; what was recorded stays. */
  changed: Trouble[];
  refused: Trouble[];
}

export async function sendCalls(
  call: ApiCall,
  calls: readonly KnownCall[],
  place: Place,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<Sent> {
  const sent: Sent = { recorded: 0, known: 0, changed: [], refused: [] };
  for (let start = 0; start < calls.length && !signal.aborted; start += BATCH) {
    await sendBatch(call, calls.slice(start, start + BATCH), place, sent, signal);
    onProgress(Math.min(start + BATCH, calls.length));
  }
  return sent;
}

/** All or none are recorded: rows that are refused are left out, and the others sent again. */
async function sendBatch(
  call: ApiCall,
  batch: readonly KnownCall[],
  place: Place,
  sent: Sent,
  signal: AbortSignal,
): Promise<void> {
  for (let left = batch; left.length > 0; ) {
    try {
      const { items } = await post(call, left, place, signal);
      const recorded = items.filter(({ isNew }) => isNew).length;
      sent.recorded += recorded;
      sent.known += items.length - recorded;
      return;
    } catch (error) {
      const refused = rowsOf(error, left);
      // What is wrong with the place is wrong with all: the task is not there, or the key may not.
      if (!(error instanceof ApiError) || refused.size === 0) throw error;
      const isKnown = error.code === "conflict";
      if (!isKnown && refused.size === left.length && isAboutPlace(error)) throw error;
      for (const [{ file, line }, detail] of refused)
        (isKnown ? sent.changed : sent.refused).push({ file, line, detail });
      left = left.filter((one) => !refused.has(one));
    }
  }
}

const PLACE = /^\/records\/\d+\/(taskId|ticketId|agentId|projectId)$/;

const isAboutPlace = ({ issues }: ApiError) => issues.some(({ pointer }) => PLACE.test(pointer));

function rowsOf(error: unknown, batch: readonly KnownCall[]): Map<KnownCall, string> {
  const rows = new Map<KnownCall, string>();
  for (const { pointer, detail } of error instanceof ApiError ? error.issues : []) {
    const [, index, field] = /^\/records\/(\d+)\/?(.*)$/.exec(pointer) ?? [];
    const call = index === undefined ? undefined : batch[Number(index)];
    if (call && !rows.has(call)) rows.set(call, `${field}: ${detail}`);
  }
  return rows;
}

async function post(
  call: ApiCall,
  calls: readonly KnownCall[],
  place: Place,
  signal: AbortSignal,
): Promise<RecordedCosts> {
  const body = RecordCosts.parse({ source: "import", records: calls.map((one) => toRecord(one, place)) });
  for (let tries = 1; ; tries += 1) {
    try {
      return await call({ method: "POST", path: "/costs/records", body, reply: RecordedCosts, signal });
    } catch (error) {
      const waitMs = passingMs(error, tries);
      if (waitMs === null || tries === TRIES || signal.aborted) throw error;
      await sleep(waitMs, signal);
    }
  }
}

/** How long to wait before another try, or null for what no other try changes. */
function passingMs(error: unknown, tries: number): number | null {
  if (error instanceof ConnectionError) return backoffMs(tries, WAITS);
  if (!(error instanceof ApiError)) return null;
  const { status } = error.problem;
  if (status !== 429 && status < 500) return null;
  const told = error.facts.retryAfterSeconds;
  return typeof told === "number" ? told * 1000 : backoffMs(tries, WAITS);
}
