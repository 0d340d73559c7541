import { type Actor, requireScope } from "@/lib/platform/auth/actor";
import * as prices from "../prices";
import type { PriceList, PricesQuery } from "../schema";

/** Prices are the same for every project: whoever may read work may read them. */
export async function listPrices(actor: Actor, query: PricesQuery): Promise<PriceList> {
  requireScope(actor, "work:read");
  return prices.listPrices(query);
}
