// Prices of now, applied to calls of before: what a record was first stays, and an adjustment says what it costs now.
import * as audit from "@/lib/platform/audit/service";
import { type Actor, requireScope } from "@/lib/platform/auth/actor";
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { publishAll } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import { priceVersion } from "../prices";
import { addSums, NO_SUMS } from "../rerate-sums";
import type { Rerate, Rerated } from "../schema";
import { beginRecording } from "../store/insert";
import type { RecordPosition } from "../store/records";
import * as store from "../store/rerate";
import { charge } from "./periods";
import { toCursor, toPosition } from "./position";
import { type Change, changesOf, sumsOf, toAdjustment, toDelta } from "./rerate-rules";

/** Records of one transaction, and how many of these a request runs: so that no request takes long. */
const BATCH = 1000;
const BATCHES = 5;

interface Batch {
  looked: number;
  changes: Change[];
  next: RecordPosition | null;
}

/** Rates records anew, or tells what that would change. Roll-ups and budgets move with them; doing it again does nothing. */
export async function rerateCosts(actor: Actor, input: Rerate): Promise<Rerated> {
  requireScope(actor, "costs:manage");
  const version = priceVersion();
  const { provider, model } = input;
  const query = { ...toSpan(input), provider, model, version };
  let next: RecordPosition | null = input.cursor === undefined ? null : toPosition(input.cursor, "body");
  let sums = NO_SUMS;
  let looked = 0;
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const done = input.dryRun
      ? await read((tx) => look(tx, query, next, false))
      : await transact("cost.rerate", (tx) => apply(tx, actor, query, next, input.reason));
    looked += done.looked;
    sums = addSums(sums, sumsOf(done.changes));
    next = done.next;
    if (next === null) break;
  }
  const nextCursor = next && toCursor({ occurredAt: next.at, id: next.id });
  return { priceVersion: version, looked, ...sums, nextCursor };
}

function toSpan(input: Rerate): { from: Date; to: Date | null } {
  const from = new Date(input.from);
  const to = input.to === undefined ? null : new Date(input.to);
  if (to === null || from < to) return { from, to };
  const detail = "Must lie after `from`.";
  throw new AppError("invalid_request", detail, { issues: [{ in: "body", pointer: "/to", detail }] });
}

async function look(
  tx: Tx,
  query: store.RatedQuery,
  after: RecordPosition | null,
  isLocking: boolean,
): Promise<Batch> {
  const rows = await store.listRated(tx, query, after, BATCH, isLocking);
  const last = rows.length === BATCH ? rows.at(-1) : undefined;
  return {
    looked: rows.length,
    changes: changesOf(rows),
    next: last ? { at: last.occurredAt, id: last.id } : null,
  };
}

async function apply(
  tx: Tx,
  actor: Actor,
  query: store.RatedQuery,
  after: RecordPosition | null,
  reason: string,
): Promise<Batch> {
  await beginRecording(tx);
  const batch = await look(tx, query, after, true);
  const { changes } = batch;
  if (changes.length === 0) return batch;
  await store.adjust(
    tx,
    changes.map((change) => toAdjustment(change, newId("adj"))),
    { reason, actor: actor.id },
  );
  const moves = changes.filter(({ row }) => row.isCounted).map(toDelta);
  if (moves.length > 0) await store.moveRollups(tx, moves);
  await charge(tx, moves);
  await store.forgetUnpriced(tx, changes.map(toDelta));
  await tell(tx, actor, changes, reason);
  return batch;
}

/** One event and one audit entry for each project. */
async function tell(tx: Tx, actor: Actor, changes: readonly Change[], reason: string): Promise<void> {
  const events = [...Map.groupBy(changes, ({ row }) => row.projectId)].map(([projectId, own]) => {
    const { models: _, ...sums } = sumsOf(own);
    const payload = { ...sums, priceVersion: own[0]?.version ?? null, reason };
    return { type: "cost.rerated" as const, entity: own[0]?.row.id ?? "", projectId, payload };
  });
  for (const { entity, projectId, payload: detail } of events) {
    await audit.append(tx, { actor, act: "cost.rerated", entity, projectId, reason, detail });
  }
  await publishAll(tx, actor, events);
}
