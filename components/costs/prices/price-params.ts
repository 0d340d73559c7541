// What the address of the prices says. Read by the server to prefetch, and by the browser to search.
import { parseAsString } from "nuqs/server";
import type { PriceFilter } from "@/lib/costs/queries";

export const priceParams = { q: parseAsString.withDefault("") };

/** The one place that says which rows a page of prices asks for. */
export function toPriceFilter({ q }: { q: string }): PriceFilter {
  return { q: q.trim().slice(0, 200) || undefined };
}
