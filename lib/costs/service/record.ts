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
import type { NewRecord } from "../store/rows";
import { type Attribution, attributeAll, refusal } from "./attribute";
import { charge } from "./periods";

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
}

/** Writes what calls used and cost: all of them, or none. One whose name its project knows already is left as it is. */
export async function recordCosts(actor: Actor, { records }: RecordCosts): Promise<RecordedCosts> {
  requireScope(actor, "costs:write");
  return transact("cost.record", async (tx) => {
    const now = await store.beginRecording(tx);
    const named = records.flatMap((r) => [r.taskId, r.ticketId, r.agentId, r.projectId]);
    const attributions = attributeAll(actor, records, await findPlaces(tx, named), phaseNames());
    const times = records.map((record) => toOccurred(record.occurredAt, now));
    const wrong = times.flatMap((at, n) => (typeof at === "string" ? [issueAt(n, "occurredAt", at)] : []));
    if (wrong.length > 0) throw refusal("invalid_request", wrong, records.length);
    const calls = records.map(({ externalId, provider, model, tokens, reportedCost }, index): Call => {
      const at = { ...(attributions[index] as Attribution), occurredAt: times[index] as Date };
      return { ...at, attemptId: null, externalId, provider, model, tokens, reportedCost, isSum: false };
    });
    return { items: await writeCalls(tx, actor, "api", calls) };
  });
}

/**
 * Prices calls and writes them with everything that follows, in the caller's transaction, which has begun recording.
 * Returns for each the id that its name stands for.
 */
export async function writeCalls(
  tx: Tx,
  actor: Actor,
  source: CostSource,
  calls: readonly Call[],
): Promise<RecordedCosts["items"]> {
  const priced = calls.map((call) => toRecord(source, call));
  refuseUnstorable(priced);
  // Of two of one name in one go the first counts.
  const byName = new Map(priced.toReversed().map((record) => [nameOf(record), record]));
  const claimed = await store.claimKeys(tx, [...byName.values()]);
  const fresh = priced.filter(({ id }) => claimed.has(id));
  if (fresh.length > 0) {
    await store.insertRecords(tx, fresh);
    await charge(tx, fresh);
    await tell(tx, actor, source, fresh);
  }
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

function toRecord(source: CostSource, { tokens, isSum, ...call }: Call): NewRecord {
  const { provider, model, totalCost, priceVersion } = priceCall({ ...call, tokens, isSum });
  const rawModel = call.model;
  return {
    ...call,
    ...tokens,
    id: newId("cost"),
    source,
    provider,
    model,
    rawModel,
    totalCost,
    priceVersion,
  };
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
    const sum = own.reduce((total, { totalCost }) => total.plus(totalCost ?? 0), new Big(0));
    const unpricedCalls = own.filter(({ totalCost }) => totalCost === null).length;
    const payload = { source, calls: own.length, unpricedCalls, totalCost: sum.toFixed() };
    return { type: "cost.recorded" as const, entity: own[0]?.id ?? "", projectId, payload };
  });
  await publishAll(tx, actor, events);
}
