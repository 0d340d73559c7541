// What tests share that are about who told of a call.
import { afterAll, beforeAll, vi } from "vitest";
import { type CostRecord, CostRecordsQuery, CostSummaryQuery } from "@/lib/costs/schema";
import * as costs from "@/lib/costs/service";
import type { MeteredCall } from "@/lib/costs/service/metered";
import { startDispatcher } from "@/lib/platform/events/dispatch/dispatcher";
import type { Stop } from "@/lib/platform/stop";
import { ADMIN, unique } from "../../support/makers";
import { rows } from "../../support/sql";
import { MODEL } from "./costs";

/** For what the dispatcher does in its own time. */
export const soon = { timeout: 30_000, interval: 20 };

/** The ledger's reactions, for the tests of a file. */
export function runCosts(): void {
  const stops: Stop[] = [];
  beforeAll(async () => {
    stops.push(costs.startCosts(), startDispatcher({ pollMs: 60, batch: 20, retryMs: [30] }));
    await vi.waitUntil(async () => (await rows`SELECT 1 FROM reactions WHERE name = 'costs'`).length, soon);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });
}

const NONE_USED = { input: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0 };

/** A call of so many dollars, as the gateway and the OTLP endpoints tell of one. */
export const aMeteredCall = (usd: number, about: Partial<MeteredCall>): MeteredCall => ({
  externalId: unique("call"),
  ...MODEL,
  tokens: { ...NONE_USED, input: Math.round(usd * 1e6) },
  reportedCost: null,
  occurredAt: new Date(),
  ...about,
});

export const listRecords = async (query: Record<string, unknown>): Promise<CostRecord[]> =>
  (await costs.listCostRecords(ADMIN, CostRecordsQuery.parse(query))).items;

export const totalOf = async (query: Record<string, unknown>) =>
  (await costs.getCostSummary(ADMIN, CostSummaryQuery.parse(query))).total;

/** What a runner says a result used: $ 5 by our prices. */
export const USED = { models: [{ ...MODEL, inputTokens: 5_000_000, costUsd: "5.20" }] };
