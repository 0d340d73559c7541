import Big from "big.js";
import { AppError } from "@/lib/platform/errors";
import type { ModelPrice, PriceList, PricesQuery } from "../schema";
import type { PriceTier } from "./book";
import type { Priced, PricedSpan } from "./catalogue";
import { isOnDay } from "./engine";
import { type Prices, priceProblem, prices } from "./load";

/** What models cost now, at some hours of the day, and from a later day on; what no longer counts is left out. */
export function listPrices(query: PricesQuery, now = new Date(), from: Prices = prices()): PriceList {
  const words = (query.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const rows = from.catalogue
    .list()
    .filter((priced) =>
      words.every((word) => `${priced.provider} ${priced.model}`.toLowerCase().includes(word)),
    )
    .flatMap((priced) => rowsOf(priced, now));
  const start = positionOf(query.cursor);
  const end = start + query.limit;
  return {
    version: from.version,
    generatedFrom: from.generatedFrom,
    generatedAt: from.generatedAt,
    problem: priceProblem(),
    total: rows.length,
    items: rows.slice(start, end),
    nextCursor: end < rows.length ? String(end) : null,
  };
}

function positionOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^\d{1,6}$/.test(cursor)) return Number(cursor);
  const detail = "Must be `nextCursor` of the page before.";
  throw new AppError("invalid_request", `The cursor is none of this list's. ${detail}`, {
    issues: [{ in: "query", pointer: "/cursor", detail }],
  });
}

function rowsOf({ provider, model, spans }: Priced, now: Date): ModelPrice[] {
  const current = spans.findLastIndex((span) => span.hours === null && isOnDay(span, now));
  return spans
    .slice(Math.max(0, current))
    .filter(({ to }) => to === null || now < to)
    .map((span) => ({ provider, model, ...toRow(span) }));
}

function toRow({ source, from, to, hours, tiers }: PricedSpan): Omit<ModelPrice, "provider" | "model"> {
  return {
    source,
    effectiveFrom: from?.toISOString().slice(0, 10) ?? null,
    effectiveTo: to?.toISOString().slice(0, 10) ?? null,
    hours,
    tiers: tiers.map(toUsd),
  };
}

/** Amounts have twelve digits; a few prices have more, which only the sums need. */
function toUsd({ fromTokens, ...costs }: PriceTier): ModelPrice["tiers"][number] {
  const usd = (cost: string) => new Big(cost).round(12).toFixed();
  return {
    fromTokens,
    input: usd(costs.input),
    cacheRead: usd(costs.cacheRead),
    cacheWrite5m: usd(costs.cacheWrite5m),
    cacheWrite1h: usd(costs.cacheWrite1h),
    output: usd(costs.output),
  };
}
