// What re-rating makes of records; pure.
import Big from "big.js";
import { priceCall } from "../prices";
import { addSums, type ModelSums, NO_SUMS, type RerateSums } from "../rerate-sums";
import type { NewAdjustment, RatedRow } from "../store/rerate";
import type { Move } from "../store/rows";

/** A record and what it costs by the prices of now. */
export interface Change {
  row: RatedRow;
  to: string;
  /** Those prices: the file of one's own may change meanwhile. */
  version: string;
}

/** NUMERIC(20,12) has eight digits before the point. */
const COST_MAX = new Big(1e8);

/** The records whose cost changes. One that has a price, and has none now, keeps it. */
export function changesOf(rows: readonly RatedRow[]): Change[] {
  return rows.flatMap((row): Change[] => {
    const { rawProvider, rawModel, occurredAt, isSum, tier } = row;
    const tokens = {
      input: Number(row.input),
      cacheRead: Number(row.cacheRead),
      cacheWrite5m: Number(row.cacheWrite5m),
      cacheWrite1h: Number(row.cacheWrite1h),
      output: Number(row.output),
    };
    const call = { provider: rawProvider ?? row.provider, model: rawModel, tokens, occurredAt, isSum, tier };
    const { totalCost: to, priceVersion: version } = priceCall(call);
    if (to === null || version === null || COST_MAX.lte(to)) return [];
    return row.cost !== null && new Big(row.cost).eq(to) ? [] : [{ row, to, version }];
  });
}

export function toAdjustment({ row, to, version }: Change, id: string): NewAdjustment {
  const { id: recordId, occurredAt, cost: fromCost, priceVersion: fromPriceVersion } = row;
  return { id, recordId, occurredAt, fromCost, toCost: to, fromPriceVersion, toPriceVersion: version };
}

/** What a change adds to the sums that its record is in. */
export function toDelta({ row, to }: Change): Move {
  const { projectId, ticketId, agentId, phase, provider, model, occurredAt, cost, assumedCost } = row;
  return {
    ...{ projectId, ticketId, agentId, phase, provider, model, occurredAt },
    cost: new Big(to).minus(cost ?? 0).toFixed(),
    unpriced: cost === null ? -1 : 0,
    assumed: cost === null ? new Big(assumedCost ?? 0).neg().toFixed() : "0",
  };
}

/** What changes, in all and by model; costs are those of what counts. */
export function sumsOf(changes: readonly Change[]): RerateSums {
  const models = changes.map(({ row, to }): ModelSums => {
    const { provider, model, isCounted, cost } = row;
    const costs = isCounted ? { fromCost: cost ?? "0", toCost: to } : { fromCost: "0", toCost: "0" };
    return { provider, model, records: 1, newlyPriced: cost === null ? 1 : 0, ...costs };
  });
  return addSums(NO_SUMS, { ...NO_SUMS, models });
}
