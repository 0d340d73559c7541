import Big from "big.js";
import { type Actor, requireScope } from "@/lib/platform/auth/actor";
import { type Tx, transact } from "@/lib/platform/db/transact";
import { publishAll } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import { findPlaces, phaseNames } from "@/lib/work/service";
import { priceCall } from "../prices";
import { issueAt, toOccurred } from "../rules";
import type { CostSource, RecordCosts, RecordedCosts, TokenBuckets } from "../schema";
import * as store from "../store/insert";
import { type NewRecord, toMove } from "../store/rows";
import { type Attribution, attributeAll, refusal, withAttempts } from "./attribute";
import { charge } from "./periods";
import { lockReserved, settleReserved } from "./reserve";
import { refuseOthers } from "./same";

/** A call with all that is known of it but its price. */
export interface Call extends Attribution {
  attemptId: string | null;
  externalId: string;
  provider: string;
  model: string;
  tokens: TokenBuckets;
  reportedCost: string | null;
  occurredAt: Date;
  /** The tokens are those of several calls. */
  isSum: boolean;
  /** Nobody told the tokens: they were estimated from what was sent and came back. */
  isEstimated?: boolean;
  /** What it was served at, where that is not the usual; multiplies the price. */
  tier?: string | null;
  /** What was reserved for it; given back in the transaction that writes its record. */
  reservationId?: string | null;
}

/** Writes what calls used and cost: all of them, or none. One whose name its project knows already is left as it is. */
export async function recordCosts(actor: Actor, { records, source }: RecordCosts): Promise<RecordedCosts> {
  requireScope(actor, "costs:write");
  return transact("cost.record", async (tx) => {
    const now = await store.beginRecording(tx);
    const named = records.flatMap((r) => [r.taskId, r.ticketId, r.agentId, r.projectId]);
    const attributions = attributeAll(actor, records, await findPlaces(tx, named), phaseNames());
    const times = records.map((record) => toOccurred(record.occurredAt, now));
    const wrong = times.flatMap((at, n) => (typeof at === "string" ? [issueAt(n, "occurredAt", at)] : []));
    if (wrong.length > 0) throw refusal("invalid_request", wrong, records.length);
    const calls = records.map(({ externalId, provider, model, tokens, reportedCost, tier = null }, index) => {
      const at = { ...(attributions[index] as Attribution), occurredAt: times[index] as Date };
      return { ...at, externalId, provider, model, tokens, reportedCost, tier, isSum: false };
    });
    const items = await writeCalls(tx, actor, source, await withAttempts(tx, calls, records));
    await refuseOthers(tx, records, items);
    return { items };
  });
}

/**
 * Prices calls and writes them with everything that follows, in the caller's transaction, which has begun recording.
 * Returns for each the id that its name stands for. What the claims of `endingAttempts` reserved is locked along, since
 * the caller is about to end it.
 */
export async function writeCalls(
  tx: Tx,
  actor: Actor,
  source: CostSource,
  calls: readonly Call[],
  endingAttempts: readonly string[] = [],
): Promise<RecordedCosts["items"]> {
  const priced = calls.map((call) => toRecord(source, call));
  refuseUnstorable(priced);
  // Of two of one name in one go the first counts.
  const byName = new Map(priced.toReversed().map((record) => [nameOf(record), record]));
  const claimed = await store.claimKeys(tx, [...byName.values()]);
  const fresh = await withSources(
    tx,
    source,
    priced.filter(({ id }) => claimed.has(id)),
  );
  if (fresh.length > 0) await store.insertRecords(tx, fresh);
  const reserved = await lockReserved(tx, calls, endingAttempts);
  const counted = fresh.filter(({ isCounted }) => isCounted);
  await charge(tx, counted.map(toMove));
  await settleReserved(
    tx,
    reserved,
    counted.map(({ attemptId, totalCost, assumedCost }) => ({ attemptId, cost: totalCost ?? assumedCost })),
  );
  if (fresh.length > 0) await tell(tx, actor, source, fresh);
  if (fresh.length === priced.length) {
    return fresh.map(({ externalId, id }) => ({ externalId, id, isNew: true }));
  }
  const known = new Map((await store.findKeys(tx, priced)).map((key) => [nameOf(key), key.recordId]));
  return priced.map((record) => {
    const id = known.get(nameOf(record)) ?? record.id;
    return { externalId: record.externalId, id, isNew: id === record.id };
  });
}

const nameOf = ({ projectId, externalId }: { projectId: string; externalId: string }) =>
  `${projectId} ${externalId}`;

function toRecord(source: CostSource, { tokens, reservationId: _, ...call }: Call): NewRecord {
  const names = { rawProvider: call.provider, rawModel: call.model };
  const { isTierUnknown, ...price } = priceCall({ ...call, tokens });
  return {
    ...call,
    ...tokens,
    ...names,
    ...price,
    id: newId("cost"),
    source,
    isCounted: true,
    isEstimated: call.isEstimated === true || isTierUnknown === true,
    tier: call.tier ?? null,
  };
}

/** For each attempt one source counts, the first that tells of it; what another one says is kept, and adds to nothing. */
async function withSources(tx: Tx, source: CostSource, records: readonly NewRecord[]): Promise<NewRecord[]> {
  const attempts = records.flatMap(({ attemptId }) => attemptId ?? []);
  const sources = await store.settleSources(tx, source, attempts);
  return records.map((record) => ({
    ...record,
    isCounted: record.attemptId === null || sources.get(record.attemptId) === source,
  }));
}

/** NUMERIC(20,12) has eight digits before the point; no call costs that much. */
function refuseUnstorable(records: readonly NewRecord[]): void {
  const issues = records.flatMap(({ totalCost }, index) =>
    totalCost !== null && new Big(totalCost).gte(1e8)
      ? [issueAt(index, "tokens", "So many tokens would cost $ 100,000,000 or more.")]
      : [],
  );
  if (issues.length > 0) throw refusal("invalid_request", issues, records.length);
}

/** One event for each project: what was recorded in one go is one piece of news. */
async function tell(tx: Tx, actor: Actor, source: CostSource, records: readonly NewRecord[]): Promise<void> {
  const byProject = Map.groupBy(records, ({ projectId }) => projectId);
  const events = [...byProject].map(([projectId, own]) => {
    const counted = own.filter(({ isCounted }) => isCounted);
    const sum = counted.reduce((total, { totalCost }) => total.plus(totalCost ?? 0), new Big(0));
    const unpricedCalls = counted.filter(({ totalCost }) => totalCost === null).length;
    const uncountedCalls = own.length - counted.length;
    const payload = { source, calls: own.length, unpricedCalls, uncountedCalls, totalCost: sum.toFixed() };
    return { type: "cost.recorded" as const, entity: own[0]?.id ?? "", projectId, payload };
  });
  const unpriced = await store.noteUnpriced(tx, records);
  const firsts = unpriced.map(({ projectId, provider, model }) => {
    const entity = records.find((one) => one.projectId === projectId && one.model === model)?.id ?? "";
    return { type: "cost.unpriced" as const, entity, projectId, payload: { provider, model } };
  });
  await publishAll(tx, actor, [...events, ...firsts]);
}
