// What was read of a request, into the ledger.
import Big from "big.js";
import { type Actor, requireAnyScope } from "@/lib/platform/auth/actor";
import { type Tx, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { type MeteredCall, recordMeteredIn } from "../service/metered";
import * as store from "../store/otlp";
import { isNothing, type ReadCall, type Total } from "./call";
import type { Refusals } from "./refusal";

/** Calls of one transaction. */
const CALLS_MAX = 1000;

/** Records what can be; what cannot is added to `refusals`, and the rest counts all the same. */
export async function recordRead(
  actor: Actor,
  calls: readonly ReadCall[],
  refusals: Refusals,
): Promise<void> {
  requireAnyScope(actor, ["costs:write", "work:run"]);
  for (let start = 0; start < calls.length; start += CALLS_MAX) {
    await recordSome(actor, calls.slice(start, start + CALLS_MAX), refusals);
  }
}

async function recordSome(actor: Actor, calls: readonly ReadCall[], refusals: Refusals): Promise<void> {
  for (let left = calls; left.length > 0; ) {
    try {
      return await transact("cost.otlp", (tx) => recordAll(tx, actor, left));
    } catch (error) {
      if (!(error instanceof PartRefused)) throw error;
      const refused = error.reasons;
      for (const [call, reason] of refused) {
        if (reason !== null) refusals.add(`${call.label}: ${reason}`, call.weight);
      }
      left = left.filter((call) => !refused.has(call));
    }
  }
}

/** Some calls of a transaction cannot be recorded: it is rolled back. A reason that is null is not worth telling. */
class PartRefused extends Error {
  override readonly name = "PartRefused";
  readonly reasons: Map<ReadCall, string | null>;
  constructor(reasons: Map<ReadCall, string | null>) {
    super("Some calls cannot be recorded.");
    this.reasons = reasons;
  }
}

async function recordAll(tx: Tx, actor: Actor, calls: readonly ReadCall[]): Promise<void> {
  const telling = await tellingOf(tx, actor, calls);
  const counted = calls.filter(({ session }) => !session || telling.get(session.id) === session.telling);
  const told = await toldSinceLast(tx, actor, counted);
  if (told.length === 0) return;
  try {
    await recordMeteredIn(tx, actor, "otlp", told.map(toMetered));
  } catch (error) {
    throw (
      toPartRefused(
        error,
        told.map(({ call }) => call),
      ) ?? error
    );
  }
}

function toMetered({ call, used }: { call: ReadCall; used: Used }): MeteredCall {
  const { label: _, weight: __, session: ___, totals: ____, ...metered } = call;
  return { ...metered, tokens: used.tokens, reportedCost: used.reportedCost };
}

async function tellingOf(tx: Tx, actor: Actor, calls: readonly ReadCall[]): Promise<Map<string, string>> {
  const sessions = calls.flatMap(({ session }) => session ?? []);
  if (sessions.length === 0) return new Map();
  await store.forgetSilent(tx);
  return store.claimSessions(tx, actor.id, sessions);
}

type Used = Pick<ReadCall, "tokens" | "reportedCost">;

/** What each call adds to what was counted of its counters before; those that add nothing are left out. */
async function toldSinceLast(
  tx: Tx,
  actor: Actor,
  calls: readonly ReadCall[],
): Promise<{ call: ReadCall; used: Used }[]> {
  const series = calls.flatMap(({ totals = [] }) => totals.map((total) => total.series));
  if (series.length === 0) return calls.map((call) => ({ call, used: call }));
  const marks = new Map((await store.lockMarks(tx, actor.id, series)).map((mark) => [mark.series, mark]));
  const told = calls.map((call) => ({ call, used: call.totals ? sinceMarks(call.totals, marks) : call }));
  await store.moveMarks(tx, actor.id, [...marks.values()]);
  return told.filter(({ used }) => !isNothing(used));
}

/** What these counters have grown by since their marks, which are moved. One that fell began anew. */
function sinceMarks(totals: readonly Total[], marks: Map<string, store.Mark>): Used {
  const tokens = { input: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0 };
  let reportedCost: string | null = null;
  for (const { series, bucket, value, atNano } of totals) {
    const mark = marks.get(series);
    // What an exporter sends again, or late, was counted with what came after it.
    if (mark && BigInt(atNano) <= BigInt(mark.atNano)) continue;
    const before = mark && new Big(value).gte(mark.value) ? mark.value : "0";
    const grown = new Big(value).minus(before);
    if (bucket === "cost") reportedCost = grown.toFixed();
    else tokens[bucket] += grown.toNumber();
    marks.set(series, { series, value, atNano });
  }
  return { tokens, reportedCost };
}

/** The calls that the ledger refuses, by the rows that it names; null when the refusal is not about single calls. */
function toPartRefused(error: unknown, calls: readonly ReadCall[]): PartRefused | null {
  if (!(error instanceof AppError)) return null;
  const reasons = new Map<ReadCall, string | null>();
  for (const { pointer, detail } of error.issues) {
    const [, row, field = ""] = /^\/records\/(\d+)\/?(.*)$/.exec(pointer) ?? [];
    const call = row === undefined ? undefined : calls[Number(row)];
    if (!call) continue;
    // Two libraries may tell of one call, each at its own time: that is known already.
    const isKnown = error.code === "conflict" && !/^(tokens|reportedCost)/.test(field);
    reasons.set(call, reasons.get(call) ?? (isKnown ? null : detail));
  }
  return reasons.size > 0 ? new PartRefused(reasons) : null;
}
