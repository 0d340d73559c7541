// Writes what was metered after its answer has gone out. A transaction of twenty calls costs hardly more than one of one
// call, so those of a moment go together: until then what they reserved holds.
import { setTimeout as delay } from "node:timers/promises";
import type { Actor } from "@/lib/platform/auth/actor";
import { read } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import { stopping } from "@/lib/platform/stop";
import { type MeteredCall, recordMetered } from "../service/metered";
import { anyPauses } from "../store/gateway";
import { gatewayMetrics } from "./metrics";

interface Waiting {
  actor: Actor;
  call: MeteredCall;
  /** Ours, of the request. */
  requestId: string;
  /** Where it belongs, whatever becomes of what its caller named. */
  projectId: string;
  done: () => void;
}

const BATCH = 200;
const GATHER_MS = 200;
/** So many may wait for a database that is away; then the oldest are given up, each in the log. */
const WAITING_MAX = 50_000;
const PAUSE_MS = [50, 150, 800, 2000];
const NAMES_KEPT = 20_000;

const queue: Waiting[] = [];
let isWriting = false;

/** Resolves when the call is in the ledger, or given up. */
export function record(actor: Actor, call: MeteredCall, requestId: string, projectId: string): Promise<void> {
  return new Promise((done) => {
    queue.push({
      actor,
      call: { ...call, externalId: ownName(projectId, call.externalId, requestId) },
      requestId,
      projectId,
      done,
    });
    if (queue.length > WAITING_MAX) giveUp(queue.shift(), new Error("Too many records wait to be written."));
    if (!isWriting) void writeAll();
  });
}

/** Names that were used in this process: a provider that gives two calls one name must not lose us the second. */
const names = new Set<string>();

function ownName(projectId: string, externalId: string, requestId: string): string {
  const name = `${projectId} ${externalId}`;
  if (names.has(name)) return `${externalId.slice(0, 160)}:${requestId}`;
  names.add(name);
  if (names.size > NAMES_KEPT) for (const oldest of names) if (names.delete(oldest)) break;
  return externalId;
}

async function writeAll(): Promise<void> {
  isWriting = true;
  while (queue.length > 0) {
    if (queue.length < BATCH && !stopping().aborted) await delay(GATHER_MS);
    const byActor = Map.groupBy(queue.splice(0), ({ actor }) => actor.id);
    for (const own of byActor.values()) {
      for (let at = 0; at < own.length; at += BATCH) await write(own.slice(at, at + BATCH));
    }
  }
  isWriting = false;
}

async function write(batch: Waiting[]): Promise<void> {
  const error = await tryTo(batch);
  if (!error) return finish(batch);
  if (batch.length > 1) for (const one of batch) await write([one]);
  else await writeOtherwise(batch, error);
}

/** What became of a call meanwhile must not lose it: without what is not there any more, or under a name of its own. */
async function writeOtherwise(batch: Waiting[], error: unknown): Promise<void> {
  const [one] = batch as [Waiting];
  if (!(error instanceof AppError) || error.code === "unavailable") return giveUp(one, error);
  const { externalId } = one.call;
  const { taskId: _, ticketId: __, agentId: ___, phase: ____, ...bare } = one.call;
  one.call =
    error.code === "conflict"
      ? { ...one.call, externalId: `${externalId.slice(0, 160)}:${one.requestId}` }
      : { ...bare, projectId: one.projectId };
  const again = await tryTo(batch);
  if (again) giveUp(one, again);
  else finish(batch);
}

/** Writes them as soon as the database can; returns why it will not. */
async function tryTo(batch: Waiting[]): Promise<unknown> {
  const [{ actor }] = batch as [Waiting];
  const calls = batch.map(({ call }) => call);
  for (let tries = 0; ; tries += 1) {
    try {
      await recordMetered(actor, "gateway", calls);
      return null;
    } catch (error) {
      const isBusy = error instanceof AppError && error.code === "unavailable";
      if (error instanceof AppError && !isBusy) return error;
      if (tries === 0) log().warn({ err: error, calls: calls.length }, "metered calls wait to be written");
      const isEnd = stopping().aborted && tries > 1;
      // A database that answers refuses these calls for a reason of their own: others must not wait behind them.
      const isLate = !isBusy && tries >= (batch.length > 1 ? 1 : PAUSE_MS.length);
      if (isEnd || (isLate && (await answers()))) return error;
      await delay(PAUSE_MS[Math.min(tries, PAUSE_MS.length - 1)]);
    }
  }
}

const answers = () =>
  read(anyPauses).then(
    () => true,
    () => false,
  );

function finish(batch: Waiting[]): void {
  for (const { done } of batch) done();
}

function giveUp(one: Waiting | undefined, error: unknown): void {
  if (!one) return;
  gatewayMetrics().recordsFailed.inc();
  log().error(
    { err: error, requestId: one.requestId, actor: one.actor.id, call: one.call },
    "a metered call is not recorded",
  );
  one.done();
}
